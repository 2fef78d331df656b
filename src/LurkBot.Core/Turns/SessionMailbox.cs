using System.Threading.Channels;

namespace LurkBot.Turns;

/// <summary>Runs the work of one session in the order of its arrival, one piece at a time.</summary>
public sealed class SessionMailbox : IAsyncDisposable
{
    private readonly Channel<Func<Task>> work = Channel.CreateUnbounded<Func<Task>>(new() { SingleReader = true });
    private readonly Task loop;

    /// <summary>Opens the mailbox.</summary>
    public SessionMailbox() => loop = RunAsync();

    /// <summary>Queues work and waits for its result.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="turn">The work; an exception reaches the caller and not the work behind it.</param>
    /// <param name="cancellationToken">Cancels the work, also while it waits.</param>
    /// <returns>What the work returns.</returns>
    /// <exception cref="InvalidOperationException">The mailbox is closed.</exception>
    public async Task<T> PostAsync<T>(Func<CancellationToken, Task<T>> turn, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task Run()
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                done.SetResult(await turn(cancellationToken));
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }

        if (!work.Writer.TryWrite(Run))
            throw new InvalidOperationException("The session's mailbox is closed.");
        return await done.Task;
    }

    /// <summary>Closes the mailbox after the work that it holds.</summary>
    /// <returns>When the last piece of work is done.</returns>
    public async ValueTask DisposeAsync()
    {
        work.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        await foreach (var item in work.Reader.ReadAllAsync())
            await item();
    }
}
