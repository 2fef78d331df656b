using LurkBot.Entries;

namespace LurkBot.Turns;

/// <summary>Which calls of a turn must be approved, by whom, and what was decided.</summary>
/// <param name="tools">The tools that are asked about.</param>
/// <param name="canAsk">Whether a person can approve tool calls.</param>
/// <param name="timeout">How long a question stands.</param>
/// <param name="isRemembered">Whether an earlier answer covers a call: tool, scope.</param>
internal sealed class TurnApprovals(IReadOnlyList<string> tools, bool canAsk, TimeSpan timeout, Func<string, string, CancellationToken, ValueTask<bool>> isRemembered)
{
    /// <summary>Says why a call must be approved though its tool is not asked about: tool, scope; null for no reason.</summary>
    public Func<string, string, CancellationToken, ValueTask<string?>>? Suspicion { get; init; }

    /// <summary>The id of the one who may answer in a terminal session.</summary>
    public const string Owner = "owner";

    /// <summary>The ids of those who may answer.</summary>
    /// <value>Default: the owner at a terminal.</value>
    public IReadOnlyList<string> Approvers { get; init; } = [Owner];

    /// <summary>The answers to questions of this turn, by call.</summary>
    public IDictionary<string, ApprovalDecision> Decisions { get; } = new Dictionary<string, ApprovalDecision>(StringComparer.Ordinal);

    /// <summary>Whether a call is asked about, or was: what was decided counts whatever the settings say by now.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="callId">The call.</param>
    public bool AsksBefore(string tool, string callId) => Suspicion is not null || Decisions.ContainsKey(callId) || tools.Contains(tool, StringComparer.Ordinal);

    /// <summary>Decides about a call.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="callId">The call.</param>
    /// <param name="scope">What an approval would cover.</param>
    /// <param name="call">All that it would do.</param>
    /// <param name="cancellationToken">Stops the look for earlier answers.</param>
    /// <returns>Why it must not run; null when it may.</returns>
    /// <exception cref="ApprovalNeededException">It must be approved first.</exception>
    internal async ValueTask<string?> DecideAsync(string tool, string callId, string scope, string call, CancellationToken cancellationToken)
    {
        if (Decisions.TryGetValue(callId, out var decision))
            return decision is ApprovalDecision.No or ApprovalDecision.Expired ? Refusal(decision) : null;
        var isAsked = tools.Contains(tool, StringComparer.Ordinal);
        var suspicion = Suspicion is null ? null : await Suspicion(tool, scope, cancellationToken);
        if (suspicion is null && (!isAsked || await isRemembered(tool, scope, cancellationToken)))
            return null;
        if (canAsk)
            throw new ApprovalNeededException(scope, suspicion is null ? call : $"{call}\n[{suspicion}]", Approvers, timeout);
        return isAsked
            ? $"{tool} runs on the owner's machine only when they are asked in a terminal, and there is none (LURKBOT_TOOL_ASK)."
            : $"{tool} must be approved, and no one can be asked here. {suspicion}";
    }

    private static string Refusal(ApprovalDecision decision) =>
        (decision is ApprovalDecision.Expired ? "The owner did not approve it in time: no one answered, or a newer message came instead. It did not run." : "The owner did not allow it.")
        + " Do not try it another way; say what you wanted to do and why.";
}
