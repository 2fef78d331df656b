using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>Turns: one at a time, between processes too.</summary>
internal sealed partial class FileSession
{
    private static readonly TimeSpan TurnPoll = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken)
    {
        var ownerPath = LockPath(".holder");
        if (!options.Locking)
            return BeginTurn(null, ownerPath, request);
        var turnLock = new FileLock(LockPath(".turn"));
        try
        {
            if (!turnLock.TryTake())
            {
                var owner = TurnLeaseFile.Read(ownerPath).Owner;
                request.OnWaiting?.Invoke(owner);
                // Nobody says that they hold it: it is being given back, or a process that is about to become another one has a copy of it.
                var patience = owner is null && request.Timeout < Grace ? Grace : request.Timeout;
                var start = time.GetTimestamp();
                while (!turnLock.TryTake())
                {
                    if (time.GetElapsedTime(start) >= patience)
                        throw new SessionBusyException(TurnLeaseFile.Read(ownerPath).Owner ?? owner);
                    await Task.Delay(TurnPoll, time, cancellationToken);
                }
            }

            return BeginTurn(turnLock, ownerPath, request);
        }
        catch
        {
            turnLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public TurnLeaseOwner? FindLeaseOwner() => options.Locking ? TurnLeaseFile.Read(LockPath(".holder")).Owner : null;

    private TurnLease BeginTurn(FileLock? turnLock, string ownerPath, TurnLeaseRequest request)
    {
        var leaseFile = turnLock is null ? null : TurnLeaseFile.Open(ownerPath);
        var (left, epoch, begun) = leaseFile?.Read() ?? LeaseRecord.Empty;
        var owner = new TurnLeaseOwner(request.Who, Environment.MachineName, Environment.ProcessId, time.GetUtcNow()) { Epoch = epoch + 1, Begun = begun };
        leaseFile?.Write(owner);
        TurnLease? taken = null;
        taken = new TurnLease(owner, turnLock is not null, left, Write, () => GiveBackAsync(taken!, turnLock, leaseFile));
        (inTurn, lease) = (true, taken);
        return taken;

        void Write(TurnLeaseOwner known)
        {
            if (known.Begun.Count > taken!.Owner.Begun.Count)
                leaseFile?.WriteDurably(known);
            else
                leaseFile?.Write(known);
        }
    }

    private async ValueTask GiveBackAsync(TurnLease taken, FileLock? turnLock, TurnLeaseFile? leaseFile)
    {
        await gate.WaitAsync();
        try
        {
            if (lease == taken)
                (inTurn, lease) = (false, null);
            if (unsynced && options.Sync == SessionSync.Turn && file is not null)
                Sync();
        }
        catch (IOException e)
        {
            throw new LurkBotException($"The turn is in {path}, but the disk did not confirm it: {e.Message}", e);
        }
        finally
        {
            gate.Release();
            // A lease that took nothing leaves what a killed process left: the next run counts attempts by it.
            if (taken is { Left: { Messages.Count: > 0 } left, Owner.Messages.Count: 0 })
                leaseFile?.Write(left with { Epoch = taken.Owner.Epoch, Begun = taken.Owner.Begun });
            else
                leaseFile?.WriteReleased(taken.Owner.Epoch, taken.Owner.Begun);
            leaseFile?.Dispose();
            turnLock?.Dispose();
        }
    }
}
