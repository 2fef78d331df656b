using System.Text;
using System.Text.Json.Serialization;
using LurkBot.Sandboxes;

namespace LurkBot.Commands;

/// <summary>How a command ended in a sandbox, what it wrote and used, and what held its limits.</summary>
internal sealed record SandboxRunJson(
    int ExitCode,
    string End,
    string? Why,
    string Output,
    string Errors,
    bool OutputCut,
    double Milliseconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? PeakMemoryBytes,
    string Workspace,
    string Backend,
    IReadOnlyDictionary<string, string> HeldBy)
{
    /// <summary>The record of a run.</summary>
    public static SandboxRunJson Of(SandboxResult result, string workspace, AttestedSandbox sandbox, SandboxLimits limits) => new(
        result.ExitCode,
        result.End.ToString().ToLowerInvariant(),
        result.Explain(limits),
        Encoding.UTF8.GetString(result.Output.Span),
        Encoding.UTF8.GetString(result.Errors.Span),
        result.OutputCut,
        Math.Round(result.Duration.TotalMilliseconds, 1),
        result.PeakMemory,
        workspace,
        sandbox.Name,
        sandbox.Holders.ToDictionary(holder => holder.Limit, holder => holder.Mechanism, StringComparer.Ordinal));
}
