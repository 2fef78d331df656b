using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>What became of a message, as the history tells it.</summary>
internal static class StoredOutcome
{
    /// <summary>The outcome.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The message.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null while it has none.</returns>
    public static async ValueTask<TurnResult?> FindAsync(IStoredSession session, long id, CancellationToken cancellationToken)
    {
        var entries = await session.ReadAfterAsync(id - 1, cancellationToken);
        if (entries.FirstOrDefault(entry => entry is ITurnMark mark && mark.Answers.Contains(id)) is not { } end)
        {
            // Taken back before a model heard it.
            var isTakenBack = entries.Any(entry => entry is UndoEntry { Undoes: { } undoes } && undoes == id) && !entries.Any(entry => entry is ITurnMark mark && mark.Heard.Contains(id));
            return isTakenBack ? new TurnResult(TurnFate.Cancelled, "", "", null, "cancelled", null) { Answers = [id] } : null;
        }

        var last = entries.OfType<AssistantEntry>().LastOrDefault(entry => entry.Turn == end.Turn && entry.Id <= end.Id);
        IReadOnlyList<long> answers = ((ITurnMark)end).Answers;
        var why = end is NoticeEntry { Fate: TurnFate.Cancelled } cancelled ? cancelled.Content : null;
        return end switch
        {
            AssistantEntry reply => new TurnResult(TurnFate.Answered, reply.Content, reply.Model ?? "", reply.Usage, reply.Finish ?? "stop", null) { Reasoning = reply.Reasoning, Answers = answers, Entry = reply.Id },
            NoticeEntry notice => new TurnResult(notice.Fate ?? TurnFate.Failed, notice.Heard.Count == 0 && last is null ? "" : last?.Content ?? "", last?.Model ?? "", last?.Usage, notice.Fate == TurnFate.Cancelled ? "cancelled" : "error", notice.Fate == TurnFate.Cancelled ? null : new LurkBotException(notice.Content)) { Answers = answers, Why = why },
            _ => new TurnResult(TurnFate.Cancelled, "", "", null, "cancelled", null) { Answers = answers },
        };
    }
}
