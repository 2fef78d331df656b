using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>What comes after a message: its files, its new text, its deletion.</summary>
internal sealed partial class SessionInbox
{
    private const int LongestReason = 500;

    /// <summary>A file of a message has arrived: its bytes are kept, then the entry that names them. The second time it does nothing.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The message.</param>
    /// <param name="index">Which of its files, from 0.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when the message has no such file, or it arrived before.</returns>
    /// <exception cref="LurkBotException">It cannot be stored.</exception>
    public async ValueTask<bool> AttachAsync(IStoredSession session, long id, int index, FileContent file, CancellationToken cancellationToken)
    {
        if (!await IsMissingAsync(session, id, index, isFailure: false, cancellationToken))
            return false;
        var blob = await session.PutBlobAsync(file.Bytes, cancellationToken);
        return await AttachAsync(session, new AttachmentEntry { Of = id, Index = index, Name = file.Name, MediaType = file.MediaType, Size = file.Bytes.Length, Blob = blob }, cancellationToken);
    }

    /// <summary>Something spoken has arrived, and with it what is said there: the words of the message's sender. The second time it does nothing.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The message.</param>
    /// <param name="index">Which of its files, from 0.</param>
    /// <param name="file">The file.</param>
    /// <param name="transcript">What is said in it; empty when that is not known.</param>
    /// <param name="failure">Why that is not known, for people to read; null when it is.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when the message has no such file, or it arrived before.</returns>
    /// <exception cref="LurkBotException">It cannot be stored.</exception>
    public async ValueTask<bool> AttachSpokenAsync(IStoredSession session, long id, int index, FileContent file, string transcript, string? failure, CancellationToken cancellationToken)
    {
        if (!await IsMissingAsync(session, id, index, isFailure: false, cancellationToken))
            return false;
        var blob = await session.PutBlobAsync(file.Bytes, cancellationToken);
        return await AttachAsync(session, new AttachmentEntry { Of = id, Index = index, Name = file.Name, MediaType = file.MediaType, Size = file.Bytes.Length, Blob = blob, Content = transcript, Failed = failure is null ? null : Cut(failure) }, cancellationToken);
    }

    /// <summary>A file of a message will not arrive. The second time it does nothing; a file that arrives after all counts.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The message.</param>
    /// <param name="index">Which of its files, from 0.</param>
    /// <param name="failure">Why, for people to read.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when the message has no such file, or its end was known before.</returns>
    /// <exception cref="LurkBotException">It cannot be stored.</exception>
    public async ValueTask<bool> AttachAsync(IStoredSession session, long id, int index, string failure, CancellationToken cancellationToken)
    {
        if (!await IsMissingAsync(session, id, index, isFailure: true, cancellationToken))
            return false;
        var name = (await FindAsync(session, id, cancellationToken)).Message?.Attachments[index].Name;
        return await AttachAsync(session, new AttachmentEntry { Of = id, Index = index, Name = name, Failed = Cut(failure) }, cancellationToken);
    }

    /// <summary>The sender of a message edited it. The same source is taken once; of several edits the one with the latest moment counts.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The message.</param>
    /// <param name="text">The new text.</param>
    /// <param name="source">The platform's identity of the edit: account, chat, message, version.</param>
    /// <param name="editedAt">When it was edited, as the platform says.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when there is no such message, it was deleted, or this or a later edit was taken before.</returns>
    /// <exception cref="LurkBotException">It cannot be stored.</exception>
    public ValueTask<bool> CorrectAsync(IStoredSession session, long id, string text, string? source, DateTimeOffset editedAt, CancellationToken cancellationToken) => AppendAsync(
        session,
        id,
        (message, later, _) =>
        {
            var moment = Rounded(editedAt);
            var versions = MessageVersions.Of(later);
            var isKnown = later.OfType<CorrectionEntry>().Any(entry => entry.Corrects == id && source is not null && string.Equals(entry.Source, source, StringComparison.Ordinal));
            var newest = versions.NewestOf(id);
            if (isKnown || versions.IsHidden(id) || (newest is not null && MessageVersions.MomentOf(newest) >= moment && (source is null || MessageVersions.MomentOf(newest) > moment)))
                return [];
            return [new CorrectionEntry { At = time.GetUtcNow(), Corrects = id, Content = text, Source = source, Sender = message.Sender, EditedAt = moment, Actor = message.Sender?.Id, Reason = "edited by its sender" }];
        },
        cancellationToken);

    /// <summary>The sender of a message deleted it: no model sees its text any more and no search finds it; it stays in the history, with what became of it. One that waits ends as cancelled.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The message.</param>
    /// <param name="source">The platform's identity of the deletion; null where there is none.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when there is no such message, or it was deleted before.</returns>
    /// <exception cref="LurkBotException">It cannot be stored.</exception>
    public ValueTask<bool> HideAsync(IStoredSession session, long id, string? source, CancellationToken cancellationToken) => AppendAsync(
        session,
        id,
        (message, later, info) =>
        {
            if (MessageVersions.Of(later).IsHidden(id))
                return [];
            var now = time.GetUtcNow();
            var hidden = new CorrectionEntry { At = now, Corrects = id, Source = source, Sender = message.Sender, Removed = true, Actor = message.Sender?.Id, Reason = "deleted by its sender" };
            var isWaiting = info.Turns!.Pending.Contains(id) && session.FindLeaseOwner()?.Messages.Contains(id) != true;
            return isWaiting ? [hidden, new NoticeEntry { Turn = id, At = now, Content = "Cancelled: the message was deleted by its sender.", Fate = TurnFate.Cancelled, Answers = [id], Actor = "lurkbot", Reason = "withdrawn" }] : [hidden];
        },
        cancellationToken);

    private static string Cut(string reason) => reason.Length <= LongestReason ? reason : reason[..LongestReason];

    private ValueTask<bool> AttachAsync(IStoredSession session, AttachmentEntry arrival, CancellationToken cancellationToken) => AppendAsync(
        session,
        arrival.Of!.Value,
        (message, later, _) => IsMissing(message, later, arrival.Index, arrival.Blob is null) ? [arrival with { At = time.GetUtcNow() }] : [],
        cancellationToken);

    private static async ValueTask<bool> IsMissingAsync(IStoredSession session, long id, int index, bool isFailure, CancellationToken cancellationToken) =>
        await FindAsync(session, id, cancellationToken) is ({ } message, var later) && IsMissing(message, later, index, isFailure);

    private static bool IsMissing(UserEntry message, IReadOnlyList<Entry> later, int index, bool isFailure) =>
        index >= 0 && index < message.Attachments.Count && message.Attachments[index].Blob.Length == 0
        && !later.OfType<AttachmentEntry>().Any(entry => entry.Of == message.Id && entry.Index == index && (isFailure || entry.Blob is not null));

    /// <summary>Appends what is decided over a message and all that came after it.</summary>
    private static async ValueTask<bool> AppendAsync(IStoredSession session, long id, Func<UserEntry, IReadOnlyList<Entry>, SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindAsync(session, id, cancellationToken) is not ({ } message, var later))
                return false;
            var (known, isNew) = (later.Count == 0 ? id : later[^1].Id, false);
            var stored = await session.AppendAsync(
                info =>
                {
                    isNew = info.LastId > known;
                    return isNew ? [] : decide(message, later, info);
                },
                cancellationToken);
            // Another append came between the look and this one: look at that too.
            if (!isNew)
                return stored.Count > 0;
        }
    }

    private static async ValueTask<(UserEntry? Message, IReadOnlyList<Entry> Later)> FindAsync(IStoredSession session, long id, CancellationToken cancellationToken)
    {
        var entries = await session.ReadAfterAsync(id - 1, cancellationToken);
        return (entries.Count > 0 && entries[0].Id == id ? entries[0] as UserEntry : null, [.. entries.Skip(1)]);
    }

    /// <summary>As the file keeps it, so that the same moment is the same before and after a restart.</summary>
    private static DateTimeOffset Rounded(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());
}
