namespace LurkBot.Tests;

/// <summary>Waits for what other processes do.</summary>
internal static class Poll
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until something is so; fails when it never is.</summary>
    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => ValueTask.FromResult(isSo()));

    /// <summary>Waits until something is so; fails when it never is.</summary>
    public static async Task UntilAsync(Func<ValueTask<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Pace);
        while (!await isSo())
            await timer.WaitForNextTickAsync(patience.Token);
    }
}
