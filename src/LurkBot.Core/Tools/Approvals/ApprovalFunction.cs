using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>Lets a call run only when it is approved; a refusal is the call's result, so the history stays whole.</summary>
/// <param name="inner">The tool, wrapped in <see cref="ValidatedFunction"/>.</param>
/// <param name="approvals">What was approved.</param>
internal sealed class ApprovalFunction(AIFunction inner, TurnApprovals approvals) : DelegatingAIFunction(inner)
{
    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        // A call that its tool would not understand is refused before the owner is asked.
        var facts = CallFacts.In(arguments);
        if (approvals.AsksBefore(Name, facts.CallId) && ValidatedFunction.Problem(this, arguments) is null)
            facts.Denial = await approvals.DecideAsync(Name, facts.CallId, ToolCallText.Scope(Name, arguments), ToolCallText.Detail(Name, arguments), cancellationToken);

        return await base.InvokeCoreAsync(arguments, cancellationToken);
    }
}
