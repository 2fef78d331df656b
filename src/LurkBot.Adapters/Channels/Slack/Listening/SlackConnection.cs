using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>A socket and what is heard on it: its greeting, its envelopes, and its farewell.</summary>
/// <param name="socket">The socket.</param>
/// <param name="time">The clock.</param>
/// <param name="onEnvelope">Told of each envelope.</param>
internal sealed class SlackConnection(SlackSocket socket, TimeProvider time, Action<SlackConnection, SlackFrame> onEnvelope)
{
    /// <summary>Why a connection ended that said no farewell.</summary>
    public const string Broke = "it broke";

    private readonly TaskCompletionSource<SlackFrame?> hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> farewell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;

    /// <summary>Why another connection is needed, once one is.</summary>
    public Task<string> Farewell => farewell.Task;

    /// <summary>Whether nothing more comes on it.</summary>
    public bool HasEnded => reading.IsCompleted;

    /// <summary>Whether it ended and Slack neither closed it nor answered its close: for how long nothing came on it before that is not known.</summary>
    public bool HasBroken => reading.IsCompleted && !socket.IsClosed;

    /// <summary>When it greeted.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>Begins to listen.</summary>
    /// <param name="limit">How long the greeting may take.</param>
    /// <param name="cancellationToken">Gives up waiting; the connection is to be ended then.</param>
    /// <returns>The greeting; null when none came.</returns>
    public async Task<SlackFrame?> BeginAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        // To cancel a read would break the connection without a goodbye: it is ended by EndAsync alone.
        reading = Task.Run(ReadAsync, CancellationToken.None);
        try
        {
            return await hello.Task.WaitAsync(limit, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Acknowledges an envelope.</summary>
    /// <param name="envelope">Its id.</param>
    public Task<bool> AcknowledgeAsync(string envelope) => socket.AcknowledgeAsync(envelope);

    /// <summary>Ends it, politely, and waits for that.</summary>
    public async Task EndAsync()
    {
        await socket.CloseAsync();
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2), time));
        await socket.DisposeAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>When nothing more comes.</summary>
    public Task ReadToEndAsync() => reading;

    private async Task ReadAsync()
    {
        try
        {
            while (await socket.ReceiveAsync() is { } text)
            {
                if (Parse(text) is not { } frame)
                    continue;
                if (frame.Type == "hello")
                    hello.TrySetResult(frame);
                else if (frame.Type == "disconnect")
                    farewell.TrySetResult(frame.Reason ?? "unknown");
                else if (frame.EnvelopeId is { Length: > 0 })
                    onEnvelope(this, frame);
            }
        }
        finally
        {
            hello.TrySetResult(null);
            farewell.TrySetResult(Broke);
        }
    }

    private static SlackFrame? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SlackJson.Default.SlackFrame);
        }
        catch (JsonException)
        {
            // Without its id it cannot be acknowledged: it comes again, and counts as missed at the end.
            return null;
        }
    }
}
