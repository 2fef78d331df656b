using System.Text.Json.Serialization;
using LurkBot.Planning;
using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>Whether a session's tools need a sandbox; where they do, also which one it is and what holds its limits.</summary>
internal sealed record ExplainedSandboxJson(
    bool Required,
    string Setting,
    string? Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] OptionalText Backend,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] OptionalText Problem,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? HeldBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? HeldLoosely,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SettingValueJson>? Limits)
{
    /// <summary>The record of a session's sandbox.</summary>
    public static ExplainedSandboxJson Of(AssistantServices services, SessionExplanation told)
    {
        var setting = ToolPolicy.SandboxSetting(told.Key.Type);
        var plain = new ExplainedSandboxJson(told.Sandbox is not null, setting, SessionExplanation.Setting(services, setting)?.Source, default, default, null, null, null);
        return told.Sandbox is not { } sandbox ? plain : plain with
        {
            Backend = new OptionalText(IsPresent: true, sandbox.Backend),
            Problem = new OptionalText(IsPresent: true, sandbox.Problem),
            HeldBy = sandbox.Holders.ToDictionary(holder => holder.Limit, holder => holder.Mechanism, StringComparer.Ordinal),
            HeldLoosely = [.. sandbox.Holders.Where(holder => !holder.IsHard).Select(holder => holder.Limit)],
            Limits = [.. SessionExplanation.Settings(services, sandbox: true).Select(SettingValueJson.Of)],
        };
    }
}
