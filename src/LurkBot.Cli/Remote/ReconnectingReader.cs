using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using LurkBot.Doors;

namespace LurkBot.Cli.Remote;

/// <summary>Reads the updates of a run; when the stream breaks, it is opened again from the first update that was not read.</summary>
/// <param name="client">Speaks with the gateway.</param>
/// <param name="time">The clock.</param>
/// <param name="path">The stream's path.</param>
/// <param name="upTo">The message that the run answers; null for all that wait.</param>
/// <param name="door">How the door wants it.</param>
/// <param name="patience">How long a gateway that is gone is waited for.</param>
/// <param name="pause">The pause between two tries.</param>
/// <param name="onGone">Told once for each break that the gateway is waited for.</param>
internal sealed class ReconnectingReader(GatewayClient client, TimeProvider time, string path, long? upTo, WireDoor door, TimeSpan patience, TimeSpan pause, Action onGone) : IAsyncDisposable
{
    private Stream? stream;
    private IAsyncEnumerator<SseItem<string>>? items;
    private bool hasBroken;

    /// <summary>Reads the next update.</summary>
    /// <param name="from">Its number.</param>
    /// <param name="isAnew">Whether a run that is over is not enough.</param>
    /// <param name="cancellationToken">Stops the reading, not the run.</param>
    /// <returns>Null at the end.</returns>
    /// <exception cref="LurkBotException">The run failed, or the gateway stayed away.</exception>
    public async ValueTask<(int Number, WireUpdate Update)?> ReadAsync(int from, bool isAnew, CancellationToken cancellationToken)
    {
        var (since, isWaiting) = (time.GetTimestamp(), false);
        while (true)
        {
            Exception failure;
            try
            {
                if (items is null)
                    // A gateway that was restarted knows nothing of the updates before: the run tells the outcome anew.
                    await OpenAsync(hasBroken ? 0 : from, isAnew || hasBroken, cancellationToken);
                if (await items!.MoveNextAsync() && items.Current.EventType is not "stopping")
                    return Parse(items.Current, from);
                failure = new IOException("The gateway is stopping, or the stream ended early.");
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
            {
                failure = e;
            }

            await CloseAsync();
            if (time.GetElapsedTime(since) > patience)
                throw client.Gone(failure);
            if (!isWaiting)
                onGone();
            (hasBroken, isWaiting) = (true, true);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private static (int Number, WireUpdate Update)? Parse(SseItem<string> item, int from)
    {
        switch (item.EventType)
        {
            case "end":
                return null;
            case "error":
                throw JsonSerializer.Deserialize(item.Data, WireJson.Default.WireError)?.ToException() ?? new LurkBotException("The gateway told an error that cannot be read.");
            default:
                var number = int.TryParse(item.EventId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : from;
                return (number, JsonSerializer.Deserialize(item.Data, WireJson.Default.WireUpdate) ?? new WireUpdate("unknown"));
        }
    }

    private async Task OpenAsync(int from, bool isAnew, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{path}?from={from}&can_ask={(door.CanAsk ? "true" : "false")}&wait={(door.Wait ? "true" : "false")}&anew={(isAnew ? "true" : "false")}");
        stream = await client.StreamAsync(upTo is { } id ? query + string.Create(CultureInfo.InvariantCulture, $"&up_to={id}") : query, cancellationToken);
        items = SseParser.Create(stream).EnumerateAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
    }

    private async ValueTask CloseAsync()
    {
        if (items is not null)
            await items.DisposeAsync();
        if (stream is not null)
            await stream.DisposeAsync();
        (items, stream) = (null, null);
    }
}
