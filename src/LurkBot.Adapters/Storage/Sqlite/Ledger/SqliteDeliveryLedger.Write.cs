using Microsoft.Data.Sqlite;

namespace LurkBot.Delivery;

/// <summary>Writing: calls that come while the disk is busy share the next transaction, so that many chats do not wait for one sync each.</summary>
internal sealed partial class SqliteDeliveryLedger
{
    /// <summary>So many calls share a transaction at most: what waits behind it waits no longer than for that.</summary>
    private const int MostAtOnce = 64;

    private readonly Lock queueing = new();
    private readonly List<LedgerWrite> queue = [];

    /// <summary>Writes in a transaction; when it returns, what it wrote is synced.</summary>
    /// <param name="work">Changes rows. It may be run again after what it did was rolled back, and keeps nothing in between.</param>
    /// <param name="cancellationToken">Cancels before it is run.</param>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    private async ValueTask<T> WriteAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var write = new LedgerCall<T>(work);
        lock (queueing)
            queue.Add(write);
        try
        {
            await gate.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (queueing)
            {
                if (queue.Remove(write))
                    throw;
            }

            // Another call has it in its transaction: what becomes of it is known soon.
            await gate.WaitAsync(CancellationToken.None);
        }

        try
        {
            // Whoever comes first writes for all that wait.
            while (!write.IsOver)
                WriteAll(TakeQueued());
        }
        finally
        {
            gate.Release();
        }

        return write.Result;
    }

    private List<LedgerWrite> TakeQueued()
    {
        lock (queueing)
        {
            var taken = queue.GetRange(0, Math.Min(queue.Count, MostAtOnce));
            queue.RemoveRange(0, taken.Count);
            return taken;
        }
    }

    /// <summary>One transaction for all; where that fails, one for each, so that no call fails for another's reason.</summary>
    private void WriteAll(List<LedgerWrite> writes)
    {
        if (writes.Count > 1 && Write(writes) is null)
            return;
        foreach (var write in writes)
        {
            if (Write([write]) is { } error)
                write.Fail(error);
        }
    }

    /// <returns>Why it failed, and nothing was written; null when it is durable.</returns>
    private Exception? Write(List<LedgerWrite> writes)
    {
        try
        {
            database.Execute("BEGIN IMMEDIATE");
            try
            {
                foreach (var write in writes)
                    write.Run();
                database.Execute("COMMIT");
            }
            catch
            {
                Rollback();
                throw;
            }

            writes.ForEach(static write => write.Succeed());
            return null;
        }
        catch (SqliteException e)
        {
            return Refused(path, e);
        }
#pragma warning disable CA1031 // It is thrown to the call whose it is.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }
}
