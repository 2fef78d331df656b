using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Entries;

namespace LurkBot.Channels;

/// <summary>Edits and deletions of messages by people (RULES LE8).</summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="moves">Finds sessions.</param>
internal sealed class MessageEdits(ChannelServices shared, ChannelMoves moves)
{
    /// <summary>Brings an edit to its session.</summary>
    /// <param name="message">The message as it is now.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task<EditOutcome> EditAsync(PlatformEvent.Message message, CancellationToken cancellationToken)
    {
        var first = message.Source with { Version = MessageSource.First };
        if (await shared.Ledger.FindReceivedAsync(first.ToString(), cancellationToken) is not { } row)
            return EditOutcome.New;
        if (row is not { Session: { } id, Entry: { } entry } || await moves.FindSessionAsync(id, cancellationToken) is not { } key)
            return EditOutcome.Nothing;
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } session)
            return EditOutcome.Nothing;
        var since = await session.ReadAfterAsync(entry - 1, cancellationToken);
        if (NewestOf(message.Source, since) is not { } newest || string.Equals(newest.Content, message.Text, StringComparison.Ordinal) || VersionOf(SourceOf(newest)) > VersionOf(message.Source.ToString()))
            return EditOutcome.Nothing;
        if (newest is UserEntry waiting && await shared.Assistant.Inbox.WithdrawAsync(session, waiting.Id, TurnFate.Cancelled, "Replaced by an edit.", cancellationToken))
            return EditOutcome.Newer;
        await session.AppendAsync(
            [new CorrectionEntry { Turn = entry, At = shared.Time.GetUtcNow(), Corrects = entry, Content = message.Text, Source = message.Source.ToString(), Actor = message.Sender.Id, Reason = "edited on the platform" }],
            cancellationToken);
        return EditOutcome.Corrected;
    }

    /// <summary>Takes a deleted message out of what waits.</summary>
    /// <param name="deletion">The deletion.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task DeleteAsync(PlatformEvent.Deletion deletion, CancellationToken cancellationToken)
    {
        if (await shared.Ledger.FindReceivedAsync(deletion.Source.ToString(), cancellationToken) is not { Session: { } id, Entry: { } entry } || await moves.FindSessionAsync(id, cancellationToken) is not { } key)
            return;
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is { } session)
            await shared.Assistant.Inbox.WithdrawAsync(session, entry, TurnFate.Cancelled, "Deleted by its sender.", cancellationToken);
    }

    /// <summary>The newest version of a message in a session: the message, or a correction of it.</summary>
    private static Entry? NewestOf(MessageSource source, IReadOnlyList<Entry> entries) => entries
        .Where(entry => MessageSource.TryParse(SourceOf(entry)) is { } known && known with { Version = "" } == source with { Version = "" })
        .OrderBy(entry => VersionOf(SourceOf(entry)))
        .LastOrDefault();

    private static string? SourceOf(Entry entry) => entry switch
    {
        UserEntry user => user.Source,
        CorrectionEntry correction => correction.Source,
        _ => null,
    };

    /// <summary>When a version was made: versions of edits hold the platform's time of the edit.</summary>
    private static long VersionOf(string? source) => MessageSource.TryParse(source) is { Version: var version } && long.TryParse(string.Concat(version.SkipWhile(letter => !char.IsAsciiDigit(letter)).TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out var at) ? at : 0;
}
