using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>What <c>lurkbot sessions send --json</c> prints.</summary>
/// <param name="To">The session as it was named.</param>
/// <param name="Waited">Whether the session was asked for an answer.</param>
/// <param name="State">What became of the message: <c>sent</c>, <c>queued</c>, <c>maybe_sent</c>, <c>answered</c>, <c>waiting_for_approval</c>, <c>timed_out</c>, <c>cancelled</c>, <c>failed</c> or <c>refused</c>.</param>
/// <param name="Result">All of it in words, with what to do next.</param>
internal sealed record SentJson(string To, bool Waited, string State, string Result)
{
    /// <summary>The key of the session; null where none was found.</summary>
    public string? Session { get; init; }

    /// <summary>The message's entry there; null where it was not accepted.</summary>
    public long? Entry { get; init; }

    /// <summary>The answer; null where there is none.</summary>
    public string? Answer { get; init; }

    /// <summary>Why there is no answer, or why it is not sent yet; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The approval that the session waits for; null where it asks nothing.</summary>
    public SentApprovalJson? Approval { get; init; }

    /// <summary>What became of a message.</summary>
    /// <param name="to">The session as it was named.</param>
    /// <param name="waited">Whether an answer was wanted.</param>
    /// <param name="result">What became of it.</param>
    public static SentJson Of(string to, bool waited, ExchangeResult result) => new(to, waited, NameOf(result.State), result.Text)
    {
        Session = result.Target.ToString(),
        Entry = result.Entry,
        Answer = result.Answer,
        Reason = result.Reason,
        Approval = result.Approval is { } question ? new SentApprovalJson(question.Id, question.Name, question.Scope, question.ExpiresAt) : null,
    };

    /// <summary>A message that was not accepted.</summary>
    /// <param name="to">The session as it was named.</param>
    /// <param name="waited">Whether an answer was wanted.</param>
    /// <param name="why">Why not.</param>
    public static SentJson Of(string to, bool waited, LurkBotException why) =>
        new(to, waited, NameOf(why.Kind is ErrorKind.Failure ? ExchangeState.Failed : ExchangeState.Refused), why.Message) { Reason = why.Message };

    /// <summary>The name of a state.</summary>
    /// <param name="state">The state.</param>
    public static string NameOf(ExchangeState state) => state switch
    {
        ExchangeState.Sent => "sent",
        ExchangeState.Queued => "queued",
        ExchangeState.MaybeSent => "maybe_sent",
        ExchangeState.Answered => "answered",
        ExchangeState.WaitingForApproval => "waiting_for_approval",
        ExchangeState.TimedOut => "timed_out",
        ExchangeState.Cancelled => "cancelled",
        ExchangeState.Failed => "failed",
        _ => "refused",
    };
}
