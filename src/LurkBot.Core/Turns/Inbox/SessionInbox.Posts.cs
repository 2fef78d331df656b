using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>What is said in a session without a model: another session had it posted there.</summary>
internal sealed partial class SessionInbox
{
    /// <summary>Says something in a session: the message that asks for it, with its origin, and the words as what the assistant said, in one append. It waits for nothing.</summary>
    /// <param name="session">The session.</param>
    /// <param name="message">The message, with its source and where the words go.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>The entry of the message; an earlier one when its source was accepted before.</returns>
    /// <exception cref="LurkBotException">It cannot be stored; nothing was changed.</exception>
    public async ValueTask<AcceptedMessage> PostAsync(IStoredSession session, InboundMessage message, CancellationToken cancellationToken)
    {
        while (true)
        {
            var newest = await session.ReadNewestAsync(TurnRules.EntriesWithSources, cancellationToken);
            if (newest.OfType<UserEntry>().LastOrDefault(entry => string.Equals(entry.Source, message.Source, StringComparison.Ordinal)) is { } known)
                return new AcceptedMessage(known, IsNew: false);
            var (through, now) = (newest.Count == 0 ? 0 : newest[^1].Id, time.GetUtcNow());
            var stored = await session.AppendAsync(
                info => info.LastId != through ? [] :
                [
                    new UserEntry
                    {
                        Turn = through + 1,
                        At = now,
                        Content = message.Text,
                        Sender = message.Sender,
                        Source = message.Source,
                        ReplyTo = message.ReplyTo.Text,
                        Origin = message.Origin,
                        Accepted = store.Process.Home,
                    },
                    new AssistantEntry { Turn = through + 1, At = now, Content = message.Text, Finish = AssistantEntry.Posted, Heard = [through + 1], Answers = [through + 1] },
                ],
                cancellationToken);
            // Another append came between the look and this one: look at that too.
            if (stored.Count > 0)
                return new AcceptedMessage((UserEntry)stored[0], IsNew: true);
        }
    }
}
