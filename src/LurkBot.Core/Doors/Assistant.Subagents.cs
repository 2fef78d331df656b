using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What the assistant does for sessions that other sessions start.</summary>
internal sealed partial class Assistant
{
    private static readonly TimeSpan TellsEvery = TimeSpan.FromSeconds(30);

    /// <summary>How many subagents run at the same time.</summary>
    internal SubagentSlots Subagents { get; }

    /// <summary>What started a subagent's session; null for any other session, and when its result is known.</summary>
    private async ValueTask<SubagentFacts?> FindSubagentAsync(SessionKey key, CancellationToken cancellationToken) =>
        key.Type is SessionType.Subagent && services.Subagents is { } desk && await desk.FindAsync(key, cancellationToken) is { IsOver: false } facts ? facts : null;

    /// <summary>Waits until a subagent may run. When no one waits for it any more, what waits in its session ends.</summary>
    private async ValueTask EnterAsync(SessionKey key, IStoredSession session, CancellationToken cancellationToken)
    {
        await Subagents.EnterAsync(cancellationToken);
        try
        {
            if (await FindSubagentAsync(key, cancellationToken) is { IsWanted: false })
                await runner.StopAsync(session, all: true, new SessionChange("lurkbot", "The session that started it waits no longer."), cancellationToken);
        }
        catch
        {
            Subagents.Leave();
            throw;
        }
    }

    /// <summary>Ends a subagent's turn when its time is over.</summary>
    private ITimer? Limit(SessionKey key, SubagentFacts? subagent)
    {
        if (subagent is null)
            return null;
        var change = new SessionChange(TurnStalledException.Actor, $"Its time was over ({subagent.Charter.Timeout.TotalSeconds:0.###} s, LURKBOT_SUBAGENT_TIMEOUT).");
        return services.Time.CreateTimer(_ => _ = EndQuietlyAsync(key, change), null, subagent.Charter.Timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops what subagents of a session's turns do, and what those started.</summary>
    private async ValueTask StopSubagentsAsync(IStoredSession parent, IReadOnlyList<long> turns, SessionChange change)
    {
        if (services.Subagents is not { } desk)
            return;
        foreach (var turn in turns)
        {
            foreach (var child in await desk.ListAsync(parent, turn, CancellationToken.None))
                await StopAsync(child, all: true, change, CancellationToken.None);
        }
    }

    private async Task EndQuietlyAsync(SessionKey key, SessionChange change)
    {
        try
        {
            await StopAsync(key, all: false, change, CancellationToken.None);
        }
        catch (LurkBotException)
        {
            // The session that waits for it has a time of its own.
        }
        catch (ObjectDisposedException)
        {
            // The process ends.
        }
    }

    /// <summary>What the subagents do for which a turn waits, until the wait is over.</summary>
    private async IAsyncEnumerable<TurnUpdate> TellAsync(IStoredSession session, Task wait)
    {
        var steps = Subagents.Listen(session.Info.Id);
        while (true)
        {
            while (steps.TryRead(out var step))
                yield return step;
            if (wait.IsCompleted)
                yield break;
            using var over = new CancellationTokenSource();
            var pause = Task.Delay(TellsEvery, services.Time, over.Token);
            var ended = await Task.WhenAny(wait, steps.WaitToReadAsync(over.Token).AsTask(), pause);
            await over.CancelAsync();
            if (ended == pause)
                yield return new TurnUpdate.SubagentStep(null, null);
        }
    }
}
