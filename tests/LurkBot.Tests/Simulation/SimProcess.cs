namespace LurkBot.Tests.Simulation;

/// <summary>One life of the gateway: what it begins outside of itself takes a while, and does not come back once the process was killed.</summary>
internal sealed class SimProcess : IDisposable
{
    private readonly SimClock clock;
    private readonly SimManners manners;
    private readonly CancellationTokenSource killed = new();

    public SimProcess(SimClock clock, SimManners manners)
    {
        (this.clock, this.manners) = (clock, manners);
        Time = new SimTime(clock, this);
    }

    public SimTime Time { get; }

    public bool IsDead { get; private set; }

    /// <summary>Cancelled when it is killed: its connections break.</summary>
    public CancellationToken Killed => killed.Token;

    /// <summary>The way to something outside, or the way back. Each is a place where the process can be killed.</summary>
    public Task PassAsync()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        clock.Schedule(manners.Latency(clock.Random), this, arrived.SetResult);
        return arrived.Task;
    }

    /// <summary>Does something outside. Whatever the killed process knew of it, it was done or not.</summary>
    public async ValueTask<T> DoAsync<T>(Func<ValueTask<T>> act)
    {
        await PassAsync();
        var result = await act();
        await PassAsync();
        return result;
    }

    /// <summary>Looks at something outside; seldom worth an event.</summary>
    public async ValueTask<T> LookAsync<T>(Func<ValueTask<T>> look)
    {
        if (clock.Random.NextDouble() < manners.SlowLooks)
            await PassAsync();
        return await look();
    }

    public void Kill()
    {
        IsDead = true;
        killed.Cancel();
    }

    public void Dispose() => killed.Dispose();
}
