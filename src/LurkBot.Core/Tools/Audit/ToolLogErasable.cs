using System.Text.Json;
using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Tools;

/// <summary>The record of calls: the lines of erased sessions and people, and those that quote what was erased, but for the calls of entries that stay.</summary>
/// <param name="log">The record.</param>
internal sealed class ToolLogErasable(ToolLog log) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => Sift(plan, remove: false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken) => new(Sift(plan, remove: true));

    /// <inheritdoc/>
    public bool Takes(ErasurePlan plan, string file) => file.StartsWith(Path.Combine("logs", "tools."), StringComparison.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<FoundElsewhere> LookElsewhere(ErasurePlan plan)
    {
        if (plan.Elsewhere.Count == 0)
            return [];
        var found = log.Sift((text, line) => line is { } json && !IsMeant(plan, text, json) && plan.Text.OccursIn(text), remove: false);
        return [.. found.Select(file => new FoundElsewhere($"logs/{file.Name}", $"{Plural.Of(file.Count, "tool call")}; they go with their entries", null, Path.Combine("logs", file.Name)))];
    }

    private string[] Sift(ErasurePlan plan, bool remove)
    {
        var own = plan.Steps.Where(step => step.IsOwn || step.IsWhole).Select(step => step.Id.ToString()).ToHashSet(StringComparer.Ordinal);
        var others = new List<string>();
        var found = log.Sift(
            (text, line) =>
            {
                if (line is not { } json)
                    return plan.Text.OccursIn(text);
                if (!IsMeant(plan, text, json))
                    return false;
                if (ToolLogLine.Text(json, "id") is not { } id || !own.Contains(id))
                    others.Add($"{ToolLogLine.Text(json, "tool") ?? "one"} of {ToolLogLine.Text(json, "session") ?? "no session"}");
                return true;
            },
            remove);
        var named = others.Count == 0 ? "" : $" ({string.Join(", ", others.Distinct(StringComparer.Ordinal))})";
        return [.. found.Select(file => $"logs/{file.Name}: {Plural.Of(file.Count, "tool call")}{named}")];
    }

    private static bool IsMeant(ErasurePlan plan, string text, JsonElement line) =>
        plan.Steps.Any(step => step.IsWhole && ToolLogLine.IsOf(line, step.Id))
        || (plan.Target.Person is { } person && ToolLogLine.Is(line, "sender", person))
        || (plan.Text.OccursIn(text) && !plan.StandsElsewhere(ToolLogLine.Text(line, "id") ?? "", ToolLogLine.Turn(line)));
}
