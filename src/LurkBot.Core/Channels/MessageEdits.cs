using LurkBot.Delivery;
using LurkBot.Entries;

namespace LurkBot.Channels;

/// <summary>Brings edits and deletions of messages by people to their sessions (RULES LE8).</summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="moves">Finds sessions.</param>
internal sealed class MessageEdits(ChannelServices shared, ChannelMoves moves)
{
    /// <summary>Why a message is refused that is talk among others.</summary>
    public const string NotForUs = "not for the bot";

    /// <summary>Stores an edit. A message that is still pending is answered with its new text; for any other the edit becomes a correction.</summary>
    /// <param name="message">The message as it is now.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task<EditOutcome> EditAsync(PlatformEvent.Message message, CancellationToken cancellationToken)
    {
        var first = message.Source with { Version = MessageSource.First };
        if (await shared.Ledger.FindReceivedAsync(first.ToString(), cancellationToken) is not { } row)
            return EditOutcome.New;
        if (row is { State: InboundState.Received, Entry: null })
            return EditOutcome.Left;
        // Talk among others, which the edit addresses to the bot.
        if (row is { State: InboundState.Refused, Entry: null, Reason: NotForUs })
            return EditOutcome.New;
        if (row is not { Session: { } id, Entry: { } entry } || await moves.FindSessionAsync(id, cancellationToken) is not { } key)
            return EditOutcome.Nothing;
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } session)
            return EditOutcome.Nothing;
        var since = await session.ReadAfterAsync(entry - 1, cancellationToken);
        var text = since.OfType<CorrectionEntry>().LastOrDefault(correction => correction.Corrects == entry)?.Content ?? (since is [UserEntry said, ..] && said.Id == entry ? said.Content : null);
        // Platforms tell edits in which nothing changes that can be seen.
        if (text is null || string.Equals(text, ChannelInbox.TextOf(message), StringComparison.Ordinal))
            return EditOutcome.Nothing;
        return await shared.Assistant.Inbox.CorrectAsync(session, entry, ChannelInbox.TextOf(message), message.Source.ToString(), message.EditedAt ?? message.SentAt, cancellationToken) ? EditOutcome.Corrected : EditOutcome.Nothing;
    }

    /// <summary>Hides a message that its sender deleted; one that waits is not answered.</summary>
    /// <param name="deletion">The deletion.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task DeleteAsync(PlatformEvent.Deletion deletion, CancellationToken cancellationToken)
    {
        if (await shared.Ledger.FindReceivedAsync(deletion.Source.ToString(), cancellationToken) is not { Session: { } id, Entry: { } entry } || await moves.FindSessionAsync(id, cancellationToken) is not { } key)
            return;
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is { } session)
            await shared.Assistant.Inbox.HideAsync(session, entry, source: null, cancellationToken);
    }
}
