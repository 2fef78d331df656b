using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Tools;

/// <summary>The record of calls: the lines of erased sessions and people, and those that quote what was erased.</summary>
/// <param name="log">The record.</param>
internal sealed class ToolLogErasable(ToolLog log) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => Sift(plan, remove: false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken) => new(Sift(plan, remove: true));

    private string[] Sift(ErasurePlan plan, bool remove)
    {
        var whole = plan.Steps.Where(step => step.IsWhole).Select(step => step.Id).ToList();
        var parts = plan.Steps.Where(step => !step.IsWhole).Select(step => step.Id).ToList();
        var found = log.Sift(
            (text, line) => plan.LongText.OccursIn(text)
                || (line is { } json
                    && (whole.Exists(id => ToolLogLine.IsOf(json, id))
                        || (parts.Exists(id => ToolLogLine.IsOf(json, id)) && plan.Text.OccursIn(text))
                        || (plan.Target.Person is { } person && ToolLogLine.Is(json, "sender", person)))),
            remove);
        return [.. found.Select(file => $"logs/{file.Name}: {Plural.Of(file.Count, "tool call")}")];
    }
}
