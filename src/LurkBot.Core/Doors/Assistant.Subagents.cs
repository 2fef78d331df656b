using System.Threading.Channels;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What the assistant does for sessions that other sessions start.</summary>
internal sealed partial class Assistant
{
    private static readonly TimeSpan TellsEvery = TimeSpan.FromSeconds(30), AsksEvery = TimeSpan.FromSeconds(1);

    /// <summary>How many subagents run at the same time.</summary>
    internal SubagentSlots Subagents { get; }

    /// <summary>What started a subagent's session; null for any other session, and when its result is known.</summary>
    private async ValueTask<SubagentFacts?> FindSubagentAsync(SessionKey key, CancellationToken cancellationToken) =>
        key.Type is SessionType.Subagent && services.Subagents is { } desk && await desk.FindAsync(key, cancellationToken) is { IsOver: false } facts ? facts : null;

    /// <summary>Waits until a subagent may run. When no one waits for it any more, what waits in its session ends.</summary>
    /// <exception cref="ProcessClosingException">The process ends first; the next start goes on with it.</exception>
    private async ValueTask EnterAsync(SessionKey key, IStoredSession session, CancellationToken cancellationToken)
    {
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing))
        {
            try
            {
                await Subagents.EnterAsync(over.Token);
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new ProcessClosingException(isAccepted: true);
            }
        }

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
    /// <returns>Null when it was over already, and what waited in its session has ended.</returns>
    private async ValueTask<ITimer?> LimitAsync(SessionKey key, IStoredSession session, SubagentFacts subagent, CancellationToken cancellationToken)
    {
        var change = new SessionChange(TurnStalledException.Actor, SubagentTime.Over(subagent.Charter.Timeout, services.Options.Subagents.Timeout));
        var left = await SinceAsync(session, subagent.Message.Id, cancellationToken) + subagent.Charter.Timeout - services.Time.GetUtcNow();
        // Said again until it is heard: a turn that is about to begin cannot be told yet.
        if (left > TimeSpan.Zero)
            return services.Time.CreateTimer(_ => _ = EndQuietlyAsync(key, change), null, left, AsksEvery);
        await runner.StopAsync(session, all: true, change, cancellationToken);
        return null;
    }

    /// <summary>Since when a subagent's time counts: since it began, which is written down once, however many processes go on with it, or since the last answer of a person.</summary>
    private async ValueTask<DateTimeOffset> SinceAsync(IStoredSession session, long message, CancellationToken cancellationToken)
    {
        var entries = await session.ReadAfterAsync(message, cancellationToken);
        if (!entries.Any(entry => entry is NoticeEntry { Topic: NoticeTopic.Start }))
        {
            var start = new NoticeEntry { Turn = message, At = services.Time.GetUtcNow(), Content = "The subagent began.", Topic = NoticeTopic.Start, Actor = TurnStalledException.Actor };
            await session.AppendAsync(info => info.Turns is { Pending.Count: 0, Open.Count: 0 } ? [] : [start], cancellationToken);
            return start.At;
        }

        var asked = entries.OfType<ApprovalEntry>().Where(entry => entry.Approves is null && !AwaitedAnswer.IsOne(entry)).Select(entry => (long?)entry.Id).ToHashSet();
        return entries.Where(entry => entry is NoticeEntry { Topic: NoticeTopic.Start } || (entry is ApprovalEntry answer && asked.Contains(answer.Approves))).Max(entry => entry.At);
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

    /// <summary>Stops subagents for which no one waits any more: the turn that started them was taken back, cleared, interrupted, or deleted with its session.</summary>
    private async Task EndUnwantedAsync(IReadOnlyList<SessionKey> children, SessionChange change)
    {
        foreach (var child in children)
        {
            if (await FindSubagentAsync(child, CancellationToken.None) is { IsWanted: false })
                await EndQuietlyAsync(child, change, all: true);
        }
    }

    private async Task EndQuietlyAsync(SessionKey key, SessionChange change, bool all = false)
    {
        try
        {
            await StopAsync(key, all, change, CancellationToken.None);
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
    private async IAsyncEnumerable<TurnUpdate> TellAsync(ChannelReader<TurnUpdate.SubagentStep> steps, Task wait)
    {
        while (true)
        {
            // Looked at first: what came before the end is told.
            var isOver = wait.IsCompleted;
            while (steps.TryRead(out var step))
                yield return step;
            if (isOver)
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
