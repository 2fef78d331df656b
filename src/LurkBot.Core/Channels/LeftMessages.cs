using System.Collections.Concurrent;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// What an earlier process heard and did not come to take. A platform tells most of it again; the rest would wait forever, such as talk among others that no history
/// is searched for, and it ends here after a while (RULES LE5). Thread-safe.
/// </summary>
/// <param name="ledger">Knows them.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what went wrong.</param>
/// <param name="channel">The platform.</param>
internal sealed partial class LeftMessages(IDeliveryLedger ledger, TimeProvider time, ILogger logger, string channel)
{
    private const int Most = 10_000;

    /// <summary>Slack, the slowest, gives up after six minutes.</summary>
    private static readonly TimeSpan ToldAgainWithin = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, bool> left = new(StringComparer.Ordinal);

    /// <summary>Reads what was left, before the platform is heard.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var rows = await ledger.ReadAsync(new LedgerFilter { Inbound = [InboundState.Received], Outbound = [], Limit = Most }, cancellationToken);
            foreach (var row in rows.Inbound.Where(row => MessageSource.TryParse(row.Source)?.Channel == channel))
                left[row.Source] = true;
        }
        catch (LurkBotException e)
        {
            LogLeft(e, channel);
        }
    }

    /// <summary>The platform tells a message again: it is taken as usual.</summary>
    /// <param name="source">The message.</param>
    public void Told(string source) => left.TryRemove(source, out _);

    /// <summary>Ends what was not told again.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (left.IsEmpty)
            return;
        try
        {
            await Task.Delay(ToldAgainWithin, time, cancellationToken);
            foreach (var source in left.Keys.Order(StringComparer.Ordinal))
                await ledger.MoveInboundAsync(source, InboundState.Failed, $"LurkBot stopped before it took this message, and {channel} did not tell it again", cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Another process ends it.
        }
        catch (LurkBotException e)
        {
            // On a full disk say: another process ends it.
            LogLeft(e, channel);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel}: messages that an earlier process did not take could not be ended.")]
    private partial void LogLeft(Exception exception, string channel);
}
