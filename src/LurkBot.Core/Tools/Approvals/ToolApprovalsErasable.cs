using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Tools;

/// <summary>What the owner approved in a session that goes altogether, and what they approved there in words that are erased: the call is asked about again. Approvals in other sessions stay.</summary>
/// <param name="approvals">The approvals.</param>
internal sealed class ToolApprovalsErasable(ToolApprovals approvals) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => Told(approvals.Read().Count(approval => IsMeant(plan, approval)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var tools = approvals.Read().Where(approval => IsMeant(plan, approval)).Select(approval => approval.Tool).Distinct(StringComparer.Ordinal);
        return new(Told(tools.ToList().Sum(tool => approvals.Revoke(tool, approval => IsMeant(plan, approval)).Count)));
    }

    /// <inheritdoc/>
    public bool Takes(ErasurePlan plan, string file) => file is ToolApprovals.FileName;

    /// <inheritdoc/>
    public IReadOnlyList<FoundElsewhere> LookElsewhere(ErasurePlan plan) =>
    [
        .. approvals.Read().Where(approval => !IsMeant(plan, approval) && plan.Text.OccursIn(approval.Scope)).Select(approval => (approval.Tool, Key: plan.KeyOf(approval.Session))).Distinct()
            .Select(other => new FoundElsewhere(ToolApprovals.FileName, $"an approval of {other.Tool} in {other.Key ?? "another session"}", $"lurkbot tools revoke {other.Tool}{(other.Key is null ? "" : $" --session {ShellWord.Quote(other.Key)}")}", ToolApprovals.FileName)),
    ];

    private static bool IsMeant(ErasurePlan plan, ToolApproval approval) => plan.Steps.Any(step => step.Id == approval.Session && (step.IsWhole || (step.IsOwn && plan.Text.OccursIn(approval.Scope))));

    private static IReadOnlyList<string> Told(int count) => count == 0 ? [] : [$"{ToolApprovals.FileName}: {Plural.Of(count, "approval")}"];
}
