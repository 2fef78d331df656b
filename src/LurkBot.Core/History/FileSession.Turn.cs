using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Turns: one at a time, between processes too.</summary>
internal sealed partial class FileSession
{
    private static readonly TimeSpan TurnPoll = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async ValueTask<TurnHold> TakeTurnAsync(TurnWait wait, CancellationToken cancellationToken)
    {
        if (!options.Locking)
            return BeginTurn(null, LockPath(".holder"), wait);
        var holderPath = LockPath(".holder");
        var turnLock = new FileLock(LockPath(".turn"));
        try
        {
            if (!turnLock.TryTake())
            {
                var holder = TurnHolder.Read(holderPath);
                wait.OnWaiting?.Invoke(holder);
                // Nobody says that they hold it: it is being given back, or a process that is about to become another one has a copy of it.
                var patience = holder is null && wait.Timeout < Grace ? Grace : wait.Timeout;
                var start = time.GetTimestamp();
                while (!turnLock.TryTake())
                {
                    if (time.GetElapsedTime(start) >= patience)
                        throw new SessionBusyException(TurnHolder.Read(holderPath) ?? holder);
                    await Task.Delay(TurnPoll, time, cancellationToken);
                }
            }

            return BeginTurn(turnLock, holderPath, wait);
        }
        catch
        {
            turnLock.Dispose();
            throw;
        }
    }

    private TurnHold BeginTurn(FileLock? turnLock, string holderPath, TurnWait wait)
    {
        inTurn = true;
        if (turnLock is not null)
            new TurnHolder(wait.Who, Environment.ProcessId, time.GetUtcNow()).Write(holderPath);
        return new TurnHold(turnLock is not null, () =>
        {
            inTurn = false;
            try
            {
                if (unsynced && options.Sync == SessionSync.Turn && file is not null)
                    Sync();
            }
            catch (IOException e)
            {
                throw new LurkBotException($"The turn is in {path}, but the disk did not confirm it: {e.Message}", e);
            }
            finally
            {
                if (turnLock is not null)
                    File.Delete(holderPath);
                turnLock?.Dispose();
            }
        });
    }
}
