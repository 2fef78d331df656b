using System.Globalization;
using LurkBot.Entries;
using LurkBot.Text;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Exchange;

/// <summary>What became of a message to another session, in words: pure.</summary>
internal static class ExchangeOutcome
{
    private const int LongestAnswer = 8_000;

    /// <summary>A session has a message, and answers it by itself.</summary>
    /// <param name="target">The session.</param>
    /// <param name="entry">The message.</param>
    /// <param name="before">The question of an earlier message's turn, which must be answered first; null where there is none.</param>
    public static ExchangeResult Queued(SessionTarget target, long entry, ApprovalEntry? before)
    {
        var when = before is null ? "" : string.Create(CultureInfo.InvariantCulture, $" once an earlier message there is answered, which waits for an approval of {before.Name} (entry {before.Id})");
        return new ExchangeResult(ExchangeState.Queued, target.Key, entry, string.Create(CultureInfo.InvariantCulture, $"Message queued for {target.Shown}: it is entry {entry} there, and that session answers it by itself{when}."))
        {
            Reason = before is null ? null : $"an earlier message waits for an approval of {before.Name}",
            Approval = before,
        };
    }

    /// <summary>What became of something that was posted.</summary>
    /// <exception cref="ToolRefusedException">It was not sent.</exception>
    public static ExchangeResult Tell(SessionTarget target, long entry, PostFate fate) => fate.State switch
    {
        PostState.Sent => new ExchangeResult(ExchangeState.Sent, target.Key, entry, $"{TurnExchange.Sent}{target.Shown}"),
        PostState.Queued => new ExchangeResult(ExchangeState.Queued, target.Key, entry, $"Message queued for {target.Shown}: {fate.Why}.") { Reason = fate.Why },
        PostState.MaybeSent => new ExchangeResult(ExchangeState.MaybeSent, target.Key, entry, $"Message to {target.Shown} may have been sent: {fate.Why}. It is not sent again by itself.") { Reason = fate.Why },
        _ => throw new ToolRefusedException($"Message to {target.Shown} was not sent: {fate.Why}."),
    };

    /// <summary>How a session answered, or that it did not.</summary>
    /// <param name="target">The session.</param>
    /// <param name="entry">The message.</param>
    /// <param name="outcome">How the turn ended.</param>
    /// <param name="isOwners">Whether the owner alone reads it: they get the whole reason.</param>
    public static ExchangeResult Tell(SessionTarget target, long entry, TurnResult outcome, bool isOwners)
    {
        if (outcome.Fate is TurnFate.Answered)
        {
            var reply = outcome.Reply.Length <= LongestAnswer ? outcome.Reply : $"{outcome.Reply[..(char.IsHighSurrogate(outcome.Reply[LongestAnswer - 1]) ? LongestAnswer - 1 : LongestAnswer)]}… (cut)";
            return new ExchangeResult(ExchangeState.Answered, target.Key, entry, $"{target.Shown} answers:\n{(reply.Length == 0 ? "(It had nothing to say.)" : reply)}") { Answer = outcome.Reply };
        }

        var error = outcome.Error as LurkBotException;
        var why = isOwners ? error?.Message ?? outcome.Why ?? "it was cancelled" : outcome.Why ?? error?.ForSender ?? "it was cancelled";
        var state = outcome.Fate is TurnFate.Cancelled ? ExchangeState.Cancelled : outcome.Fate is TurnFate.Refused ? ExchangeState.Refused : ExchangeState.Failed;
        return new ExchangeResult(state, target.Key, entry, $"{target.Shown} did not answer: {why}") { Reason = why };
    }

    /// <summary>A session waits for an approval.</summary>
    /// <param name="target">The session.</param>
    /// <param name="entry">The message.</param>
    /// <param name="question">The question.</param>
    /// <param name="isAsked">Whether a person is asked on a platform.</param>
    /// <param name="isOwn">Whether the turn that asks answers this message; else the message waits behind it.</param>
    public static ExchangeResult WaitsForApproval(SessionTarget target, long entry, ApprovalEntry question, bool isAsked, bool isOwn)
    {
        var waits = isOwn ? $"waits for an approval of {question.Name}" : $"has an earlier message to answer, which waits for an approval of {question.Name}";
        var how = isAsked
            ? $"The owner is asked on {target.Key.Channel}."
            : $"To answer it, the owner runs: lurkbot chat --session {ShellWord.Quote(target.Key.ToString())}\n";
        return new ExchangeResult(
            ExchangeState.WaitingForApproval,
            target.Key,
            entry,
            string.Create(CultureInfo.InvariantCulture, $"{target.Shown} has not answered: it {waits} (entry {question.Id} there). {how}{(isAsked ? " " : "")}The message is entry {entry} there, and its answer stays in that session."))
        {
            Reason = waits,
            Approval = question,
        };
    }

    /// <summary>No answer came in time.</summary>
    /// <param name="target">The session.</param>
    /// <param name="entry">The message.</param>
    /// <param name="waited">How long it was waited for.</param>
    /// <param name="isStopped">Whether the turn that was to answer was stopped with the wait.</param>
    /// <param name="standing">How far the session's turn is; null where nothing is to be said.</param>
    public static ExchangeResult TooLate(SessionTarget target, long entry, string waited, bool isStopped, string? standing)
    {
        var next = isStopped
            ? "Its turn was stopped, since no gateway runs that could go on with it; what it had written is kept there. To give it longer, raise LURKBOT_WAIT_TIMEOUT, or start one: lurkbot gateway start"
            : string.Create(CultureInfo.InvariantCulture, $"{(standing is null ? "" : $"It {standing}. ")}If it answers later, its answer stays in that session: the message is entry {entry} there.");
        return new ExchangeResult(ExchangeState.TimedOut, target.Key, entry, $"{target.Shown} has not answered within {waited} (LURKBOT_WAIT_TIMEOUT). {next}")
        {
            Reason = isStopped ? "its turn was stopped when the time was over" : standing ?? "no answer in time",
        };
    }
}
