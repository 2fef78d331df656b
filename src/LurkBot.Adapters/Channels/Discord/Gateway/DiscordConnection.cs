using System.Text.Json;
using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>One connection to the gateway, from its hello to its end: says who we are, keeps the heart beating, and hands over what is told (CHANNELS D2 to D8). For one use.</summary>
/// <param name="socket">The connection.</param>
/// <param name="resumed">The session that goes on; null for a new one.</param>
/// <param name="self">The bot.</param>
/// <param name="token">The bot's token.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class DiscordConnection(DiscordSocket socket, DiscordSession? resumed, DiscordSelf self, string token, TimeProvider time, DiscordTimes times)
{
    private const int MostMissing = 100;

    private const int Dispatch = 0, Heartbeat = 1, Identify = 2, Resume = 6, Reconnect = 7, InvalidSession = 9, Hello = 10, Acknowledged = 11;

    /// <summary>GUILDS, GUILD_MESSAGES and DIRECT_MESSAGES; MESSAGE_CONTENT where it is on (CHANNELS D10).</summary>
    private const int Intents = (1 << 0) | (1 << 9) | (1 << 12), Content = 1 << 15;

    private readonly DiscordSession? former = resumed;
    private volatile bool isAnswered = true;
    private bool hasBegun;
    private long last = resumed?.Sequence ?? 0;

    /// <summary>Numbers below <see cref="last"/> that were left out so far: they may come late, but not after a resume.</summary>
    private readonly SortedSet<long> missing = [];
    private Task heart = Task.CompletedTask;

    /// <summary>The session as far as it was handed over; null before there is one.</summary>
    public DiscordSession? Session { get; private set; } = resumed;

    /// <summary>Whether the session began or goes on.</summary>
    public bool HasBegun => hasBegun;

    /// <summary>Told of every event before it is handed over, and that Discord was heard.</summary>
    public Action<DiscordDispatch?> OnHeard { get; init; } = static _ => { };

    /// <summary>Runs until the end.</summary>
    /// <param name="take">Takes an event; while it waits, nothing more is read.</param>
    /// <param name="cancellationToken">Ends it; the session can go on later.</param>
    public async Task<DiscordEnd> RunAsync(Func<DiscordDispatch, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var late = time.CreateTimer(_ => Late(over), null, times.Hello, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
            {
                if (await socket.ReadAsync(over.Token) is not { } frame)
                    return DiscordEnd.OfCode(socket.Code);
                if (await HandleAsync(frame, take, over) is { } end)
                    return end;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DiscordEnd(DiscordNext.Resume, hasBegun ? "a heartbeat was not answered" : "Discord said nothing after the connection was made");
        }
        catch (JsonException)
        {
            return new DiscordEnd(DiscordNext.Resume, "Discord sent something that cannot be read");
        }
        finally
        {
            await over.CancelAsync();
            await heart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<DiscordEnd?> HandleAsync(DiscordFrame frame, Func<DiscordDispatch, CancellationToken, ValueTask> take, CancellationTokenSource over)
    {
        OnHeard(null);
        switch (frame.Op)
        {
            case Hello:
                var interval = frame.D?.Deserialize(DiscordJson.Default.DiscordHello)?.HeartbeatInterval ?? 0;
                if (interval <= 0)
                    throw new JsonException("A hello without an interval.");
                heart = BeatAsync(TimeSpan.FromMilliseconds(interval), over);
                await IntroduceAsync(over.Token);
                return null;
            case Heartbeat:
                await BeatAsync(over.Token);
                return null;
            case Acknowledged:
                isAnswered = true;
                return null;
            case Reconnect:
                return new DiscordEnd(DiscordNext.Resume, "Discord asked for another connection");
            case InvalidSession:
                return frame.D is { ValueKind: JsonValueKind.True }
                    ? new DiscordEnd(DiscordNext.Resume, "Discord called the session invalid for now") { IsInvalid = true }
                    : new DiscordEnd(DiscordNext.NewSession, "Discord called the session invalid") { IsInvalid = true };
            case Dispatch when frame is { T: { Length: > 0 } type, S: { } sequence, D: { } data }:
                await TakeAsync(type, sequence, data, take, over.Token);
                return null;
            default:
                return null;
        }
    }

    private async Task TakeAsync(string type, long sequence, JsonElement data, Func<DiscordDispatch, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        if (type == "READY")
        {
            if (data.Deserialize(DiscordJson.Default.DiscordReady) is not { SessionId: { Length: > 0 } id, ResumeGatewayUrl: var url })
                throw new JsonException("A session without an id.");
            if (id == Session?.Id && sequence <= last)
                return;
            missing.Clear();
            (Session, last) = (new DiscordSession(id, url is { Length: > 0 } && !url.Contains(' ', StringComparison.Ordinal) ? url : "-", sequence), 0);
        }

        // What came already comes once; a number that was left out is Discord's way of counting, and not a loss.
        if (Session is null || (sequence <= last && !missing.Remove(sequence)))
            return;
        hasBegun |= type is "READY" or "RESUMED";
        var newest = Math.Max(sequence, last);
        var dispatch = new DiscordDispatch(type, data, Session with { Sequence = newest });
        OnHeard(dispatch);
        await take(dispatch, cancellationToken);
        for (var late = Math.Max(last, newest - MostMissing) + 1; late < newest; late++)
            missing.Add(late);
        while (missing.Count > MostMissing)
            missing.Remove(missing.Min);
        (Session, last) = (dispatch.Session, newest);
    }

    private Task IntroduceAsync(CancellationToken cancellationToken) => former is { } session
        ? socket.SendAsync(
            Resume,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("token", token);
                json.WriteString("session_id", session.Id);
                json.WriteNumber("seq", session.Sequence);
                json.WriteEndObject();
            },
            cancellationToken)
        : socket.SendAsync(
            Identify,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("token", token);
                json.WriteNumber("intents", self.ReadsContent ? Intents | Content : Intents);
                json.WriteStartObject("properties");
                json.WriteString("os", OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux");
                json.WriteString("browser", "lurkbot");
                json.WriteString("device", "lurkbot");
                json.WriteEndObject();
                json.WriteEndObject();
            },
            cancellationToken);

    /// <summary>Beats until the connection ends; one beat without an answer ends it.</summary>
    private async Task BeatAsync(TimeSpan interval, CancellationTokenSource over)
    {
        try
        {
            await Task.Delay(interval * times.Spread(), time, over.Token);
            while (true)
            {
                if (!isAnswered)
                {
                    await over.CancelAsync();
                    return;
                }

                isAnswered = false;
                await BeatAsync(over.Token);
                await Task.Delay(interval, time, over.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The connection is over.
        }
    }

    private Task BeatAsync(CancellationToken cancellationToken)
    {
        var sequence = last;
        return socket.SendAsync(
            Heartbeat,
            json =>
            {
                if (sequence > 0)
                    json.WriteNumberValue(sequence);
                else
                    json.WriteNullValue();
            },
            cancellationToken);
    }

    private void Late(CancellationTokenSource over)
    {
        if (hasBegun)
            return;
        try
        {
            over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection is over.
        }
    }
}
