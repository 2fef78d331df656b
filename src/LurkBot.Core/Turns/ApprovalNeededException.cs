namespace LurkBot.Turns;

/// <summary>A call must be approved before it runs: the turn parks.</summary>
/// <param name="scope">What an approval would cover.</param>
/// <param name="call">All that the call would do; text from a model.</param>
/// <param name="approvers">The ids of those who may answer.</param>
/// <param name="timeout">How long the question stands; then it is a no.</param>
public sealed class ApprovalNeededException(string scope, string call, IReadOnlyList<string> approvers, TimeSpan timeout) : LurkBotException("The call waits for approval.")
{
    /// <summary>What an approval would cover.</summary>
    public string Scope { get; } = scope;

    /// <summary>All that the call would do; text from a model.</summary>
    public string Call { get; } = call;

    /// <summary>The ids of those who may answer.</summary>
    public IReadOnlyList<string> Approvers { get; } = approvers;

    /// <summary>How long the question stands.</summary>
    public TimeSpan Timeout { get; } = timeout;

    /// <inheritdoc/>
    public override string ForSender => "The owner must approve this first.";
}
