using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Says that a tool runs, before it does, and now and then while its work goes on; of a call that waited for approval the first was said when it was asked.</summary>
/// <param name="inner">The tool.</param>
/// <param name="approvals">What was decided.</param>
/// <param name="show">Gets the tool's name and what it does, in one line; text from a model.</param>
/// <param name="isAlive">Gets the tool's name, while its work goes on.</param>
internal sealed class AnnouncedFunction(AIFunction inner, TurnApprovals approvals, Action<string, string> show, Action<string> isAlive) : DelegatingAIFunction(inner)
{
    /// <inheritdoc/>
    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (!approvals.Decisions.ContainsKey(CallFacts.In(arguments).CallId))
            show(Name, ToolCallText.Describe(Name, arguments).ReplaceLineEndings(" "));
        CallFacts.In(arguments).OnAlive = () => isAlive(Name);
        return base.InvokeCoreAsync(arguments, cancellationToken);
    }
}
