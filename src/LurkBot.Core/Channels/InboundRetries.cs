using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Says failed messages again that a person asked for with <c>lurkbot deliveries retry</c>: each becomes a new message of its session. Moved chats whose
/// sessions could not be given their new keys are tried again too.
/// </summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="moves">Finds sessions, and where their chats are now.</param>
/// <param name="wake">Told which session has a new message.</param>
internal sealed partial class InboundRetries(ChannelServices shared, ChannelMoves moves, Action<SessionKey> wake)
{
    private static readonly LedgerFilter AskedFor = new() { Inbound = [InboundState.Received], Outbound = [] };

    private readonly ILogger logger = shared.Loggers.CreateLogger<InboundRetries>();

    /// <summary>Looks until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(shared.LooksEvery, shared.Time);
        try
        {
            do
                await LookAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>The source of a message that is said again: always the same for the same row, so that a crash never says it twice.</summary>
    /// <param name="source">The source of the message that failed.</param>
    public static MessageSource Again(MessageSource source)
    {
        var at = source.Version.LastIndexOf('r');
        return at > 0 && int.TryParse(source.Version.AsSpan(at + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? source with { Version = $"{source.Version[..at]}r{number + 1}" }
            : source with { Version = source.Version + "r1" };
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await moves.RenameOpenAsync(cancellationToken);
            foreach (var row in (await shared.Ledger.ReadAsync(AskedFor, cancellationToken)).Inbound)
            {
                // A row without an entry has just arrived.
                if (row is { Session: { } session, Entry: { } entry } && MessageSource.TryParse(row.Source) is { } source)
                    await AcceptAsync(row, source, session, entry, cancellationToken);
            }
        }
#pragma warning disable CA1031 // The loop's boundary: whatever went wrong, it is tried again.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(e);
        }
    }

    private async Task AcceptAsync(InboundRecord row, MessageSource source, SessionId id, long entry, CancellationToken cancellationToken)
    {
        try
        {
            if (await moves.FindSessionAsync(id, cancellationToken) is not { } key || await FindAsync(key, id, entry, cancellationToken) is not { } failed)
            {
                await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Failed, "its session no longer holds it", cancellationToken);
                return;
            }

            var again = Again(source).ToString();
            var message = new InboundMessage(key, failed.Content, failed.Sender!, moves.Resolve(ReplyAddress.Of(failed.ReplyTo))?.Address ?? ReplyAddress.Of(failed.ReplyTo)) { Source = again, Attachments = failed.Attachments };
            var accepted = await shared.Assistant.AcceptAsync(message, DoorRequest.Default, cancellationToken);
            var received = new InboundRecord(again, message.ReplyTo.Text, InboundState.Accepted, shared.Time.GetUtcNow()) { Session = id, Entry = accepted };
            await shared.Ledger.TakeInAsync(new LedgerIntake(id, 0) { Inbound = [received] }, cancellationToken);
            await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Answered, $"said again as entry {accepted}", cancellationToken);
            wake(key);
        }
        catch (LurkBotException e) when (e is MessageTooLargeException or SessionDamagedException)
        {
            await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Failed, e.Message, cancellationToken);
        }
    }

    private async Task<UserEntry?> FindAsync(SessionKey key, SessionId id, long entry, CancellationToken cancellationToken)
    {
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } session || session.Info.Id != id)
            return null;
        return await session.ReadAfterAsync(entry - 1, cancellationToken) is [UserEntry { Sender: not null } message, ..] && message.Id == entry ? message : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A message that was asked for again was not said; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
