using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Says that a tool runs, before it does; of a call that waited for approval this was said when it was asked.</summary>
/// <param name="inner">The tool.</param>
/// <param name="approvals">What was decided.</param>
/// <param name="show">Gets the tool's name and what it does, in one line; text from a model.</param>
internal sealed class AnnouncedFunction(AIFunction inner, TurnApprovals approvals, Action<string, string> show) : DelegatingAIFunction(inner)
{
    /// <inheritdoc/>
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (!approvals.Decisions.ContainsKey(CallFacts.In(arguments).CallId))
            show(Name, ToolCallText.Describe(Name, arguments).ReplaceLineEndings(" "));
        return base.InvokeCoreAsync(arguments, cancellationToken);
    }
}
