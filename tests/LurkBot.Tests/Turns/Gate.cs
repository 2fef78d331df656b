namespace LurkBot.Tests.Turns;

/// <summary>Holds a model or a tool until a test lets it pass.</summary>
internal sealed class Gate
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when something waits at the gate.</summary>
    public Task Reached => reached.Task.WaitAsync(Longest);

    /// <summary>Lets pass what waits, and all that comes later.</summary>
    public void Open() => opened.TrySetResult();

    /// <summary>Waits until the gate is open.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        reached.TrySetResult();
        await opened.Task.WaitAsync(Longest, cancellationToken);
    }
}
