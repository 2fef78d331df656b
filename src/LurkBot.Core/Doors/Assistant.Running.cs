using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>How the assistant answers what waits in a session.</summary>
internal sealed partial class Assistant
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<TurnUpdate> RunAsync(SessionKey key, long? upTo, DoorRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var use = await hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } session)
            yield break;
        if (use.Session.TellCompacted() is { } compacted)
            yield return new TurnUpdate.Note(compacted);
        var patience = request.Wait ? services.Options.Sessions.LockTimeout : TimeSpan.Zero;
        var isFree = await use.Turns.WaitAsync(TimeSpan.Zero, cancellationToken);
        if (!isFree && request.Wait)
        {
            yield return new TurnUpdate.Waiting(session.FindLeaseOwner());
            isFree = await use.Turns.WaitAsync(patience, cancellationToken);
        }

        var lease = upTo is { } own && held.TryRemove(NameOf(key, own), out var taken) ? taken : null;
        // Where another turn of this process still runs, the run ends as behind one of another process: its door takes the message back.
        var run = new RunRequest(Environment.UserName, isFree ? patience : TimeSpan.Zero) { UpTo = upTo, Lease = lease, WhyLeft = request.WhyLeft };
        var (isAnswered, isIn) = (false, false);
        ITimer? limit = null;
        Task<bool>? wait = null;
        ChannelReader<TurnUpdate.SubagentStep>? steps = null;
        // Who leaves while the turn waits for another session stops it, as anywhere in a turn.
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var subagent = await FindSubagentAsync(key, cancellationToken);
            while (true)
            {
                ApprovalEntry? awaited = null;
                if (subagent is not null)
                {
                    await EnterAsync(key, session, cancellationToken);
                    isIn = true;
                    limit ??= await LimitAsync(key, session, subagent, cancellationToken);
                }

                await foreach (var update in runner.RunAsync(session, run, cancellationToken))
                {
                    if (update is TurnUpdate.ApprovalAsked { Question: var question } && AwaitedAnswer.IsOne(question))
                    {
                        awaited = question;
                        continue;
                    }

                    isAnswered |= update is TurnUpdate.Ended { Result.Fate: TurnFate.Answered };
                    if (subagent is not null && SubagentSteps.Of(subagent, update) is { } told)
                        Subagents.Tell(subagent.Parent, told);
                    if (request.TellsOthers)
                        OnUpdate?.Invoke(key, update);
                    yield return update;
                }

                if (awaited is null)
                    break;
                // The session is free meanwhile: the turn is parked in its file, and goes on from there.
                if (isFree)
                    use.Turns.Release();
                if (isIn)
                    Subagents.Leave();
                isFree = isIn = false;
                wait = AwaitAnswerAsync(session, awaited, request.WhyLeft, left.Token);
                steps ??= Subagents.Hear(session.Info.Id);
                await foreach (var step in TellAsync(steps, wait))
                {
                    if (subagent is not null && step is TurnUpdate.SubagentStep deeper && SubagentSteps.Below(subagent, deeper) is { } below)
                        Subagents.Tell(subagent.Parent, below);
                    yield return step;
                }

                if (!await wait)
                    break;
                isFree = await use.Turns.WaitAsync(patience, cancellationToken);
                run = new RunRequest(Environment.UserName, isFree ? patience : TimeSpan.Zero) { UpTo = upTo, WhyLeft = request.WhyLeft };
            }
        }
        finally
        {
            if (wait is { IsCompleted: false })
            {
                await left.CancelAsync();
                await wait.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            if (limit is not null)
                await limit.DisposeAsync();
            if (isIn)
                Subagents.Leave();
            Subagents.Release(key);
            Subagents.Leave(session.Info.Id, steps);
            if (isFree)
                use.Turns.Release();
        }

        if (isAnswered && compactsInBackground)
            use.Session.BeginCompacting(request.Overrides);
    }
}
