using LurkBot.Sessions;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Carries out commands: those of a session one after the other, those of different sessions beside each other. What is said in a session after a command waits for
/// it a moment, so that quick ones keep their place; no other session waits. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what failed.</param>
internal sealed partial class SessionCommands(TimeProvider time, ILogger<SessionCommands> logger)
{
    /// <summary>What follows a command waits for it this long at most, counted from its beginning.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    /// <summary>What takes longer is told to have begun.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly HashSet<SessionKey> beside = [];
    private readonly Dictionary<SessionKey, Running> last = [];

    /// <summary>Carries out a command once those before it have ended; returns at once.</summary>
    /// <param name="key">The session.</param>
    /// <param name="command">The command; gives its reply and throws nothing.</param>
    /// <param name="settle">Writes the reply down; tried again while it cannot be written.</param>
    public void Run(SessionKey key, Func<Task<string>> command, Func<string, Task> settle)
    {
        lock (gate)
        {
            var running = new Running(Task.Delay(Moment, time, CancellationToken.None));
            var before = last.TryGetValue(key, out var known) ? known.Task : Task.CompletedTask;
            last[key] = running;
            running.Task = RunAsync(key, running, before, command, settle);
        }
    }

    /// <summary>Carries out a command that may take long or wait for a turn, beside the others of its session: nothing waits for it. Returns at once.</summary>
    /// <param name="key">The session.</param>
    /// <param name="command">The command; gives its reply and throws nothing.</param>
    /// <param name="begun">Tells that it was begun; called only where it does not end soon.</param>
    /// <param name="settle">Writes the reply down; tried again while it cannot be written.</param>
    /// <returns>False when one of the session is under way already: nothing is done.</returns>
    public bool TryRunBeside(SessionKey key, Func<Task<string>> command, Func<Task> begun, Func<string, Task> settle)
    {
        lock (gate)
        {
            if (!beside.Add(key))
                return false;
        }

        _ = RunBesideAsync(key, command, begun, settle);
        return true;
    }

    /// <summary>Waits for the commands of a session, but not long.</summary>
    /// <param name="key">The session.</param>
    public Task PassAsync(SessionKey key)
    {
        lock (gate)
            return last.TryGetValue(key, out var known) ? Task.WhenAny(known.Task, known.Moment) : Task.CompletedTask;
    }

    private async Task RunAsync(SessionKey key, Running mine, Task before, Func<Task<string>> command, Func<string, Task> settle)
    {
        await before;
        var reply = await command();
        while (!await TryAsync(key, () => settle(reply)))
            await Task.Delay(Pause, time, CancellationToken.None);
        lock (gate)
        {
            if (last.GetValueOrDefault(key) == mine)
                last.Remove(key);
        }
    }

    private async Task RunBesideAsync(SessionKey key, Func<Task<string>> command, Func<Task> begun, Func<string, Task> settle)
    {
        // What was said before it is carried out first.
        await PassAsync(key);
        var reply = command();
        if (await Task.WhenAny(reply, Task.Delay(Soon, time, CancellationToken.None)) != reply)
            await TryAsync(key, begun);
        var said = await reply;
        lock (gate)
            beside.Remove(key);
        while (!await TryAsync(key, () => settle(said)))
            await Task.Delay(Pause, time, CancellationToken.None);
    }

    private async Task<bool> TryAsync(SessionKey key, Func<Task> settle)
    {
        try
        {
            await settle();
            return true;
        }
        catch (LurkBotException e)
        {
            LogNotSettled(e, key);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reply to a command in {Session} could not be written down; it is tried again.")]
    private partial void LogNotSettled(Exception exception, SessionKey session);

    private sealed class Running(Task moment)
    {
        public Task Moment { get; } = moment;

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
