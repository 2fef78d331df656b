using System.Collections.Concurrent;
using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>
/// Accepts messages: the only writer of messages that wait for an answer. When it returns, the message is durable (invariant 1); no
/// turn's lease is taken, so a message is safe while another one is answered. Thread-safe.
/// </summary>
/// <param name="store">The sessions.</param>
/// <param name="time">The clock.</param>
internal sealed partial class SessionInbox(ISessionStore store, TimeProvider time)
{
    /// <summary>Keyed by text: generic code for other keys is compiled at each start of a process.</summary>
    private readonly ConcurrentDictionary<string, string> own = new(StringComparer.Ordinal);

    /// <summary>Accepts a message.</summary>
    /// <param name="session">The session.</param>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>The entry that it made; an earlier one when its source was accepted before.</returns>
    /// <exception cref="LurkBotException">It cannot be stored; nothing was changed.</exception>
    public async ValueTask<AcceptedMessage> AcceptAsync(IStoredSession session, InboundMessage message, CancellationToken cancellationToken)
    {
        var attachments = message.Attachments.ToList();
        foreach (var file in message.Files)
            attachments.Add(new Attachment(file.Name, file.MediaType, file.Bytes.Length, await session.PutBlobAsync(file.Bytes, cancellationToken)));
        if (message.Door is not null)
            store.Process.Announce();
        var accepted = await session.AppendOnceAsync(
            new UserEntry
            {
                At = time.GetUtcNow(),
                Content = message.Text,
                Sender = message.Sender,
                Source = message.Source,
                ReplyTo = message.ReplyTo.Text,
                Attachments = attachments,
                Origin = message.Origin,
                PartOf = message.PartOf,
                Observed = message.Observed,
                Accepted = store.Process.Home,
                Door = message.Door is { } door ? door with { Process = store.Process.Id } : null,
            },
            cancellationToken);
        if (accepted.IsNew)
            own[NameOf(session.Info.Id, accepted.Entry.Id)] = "";
        return accepted;
    }

    /// <summary>Takes a message back that nothing has heard and no turn has taken.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The message.</param>
    /// <param name="fate">Cancelled, or refused.</param>
    /// <param name="why">Why, for the owner.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when it is being answered, or has an end.</returns>
    public async ValueTask<bool> WithdrawAsync(IStoredSession session, long id, TurnFate fate, string why, CancellationToken cancellationToken)
    {
        var end = new NoticeEntry { Turn = id, At = time.GetUtcNow(), Content = why, Fate = fate, Answers = [id], Actor = "lurkbot", Reason = "withdrawn" };
        var stored = await session.AppendAsync(info => info.Turns!.Pending.Contains(id) && session.FindLeaseOwner()?.Messages.Contains(id) != true ? [end] : [], cancellationToken);
        return stored.Count > 0;
    }

    /// <summary>Whether this process accepted a message.</summary>
    internal bool IsOwn(SessionId session, long id) => own.ContainsKey(NameOf(session, id));

    /// <summary>A message has its end.</summary>
    internal void Forget(SessionId session, IEnumerable<long> ids)
    {
        foreach (var id in ids)
            own.TryRemove(NameOf(session, id), out _);
    }

    private static string NameOf(SessionId session, long id) => string.Create(CultureInfo.InvariantCulture, $"{session}#{id}");
}
