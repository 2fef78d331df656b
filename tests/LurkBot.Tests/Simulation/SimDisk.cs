using LurkBot.Delivery;
using LurkBot.Storage;

namespace LurkBot.Tests.Simulation;

/// <summary>What outlives the process: the sessions and the ledger.</summary>
internal sealed class SimDisk(TimeProvider time, SessionSync sync)
{
    public DroppingDisk Sessions { get; } = new(time, sync);

    public SqliteDeliveryLedger Ledger { get; private set; } = SqliteDeliveryLedger.InMemory(time);

    public bool IsFull { get; set; }

    public void LoseLedger() => Ledger = SqliteDeliveryLedger.InMemory(time);

    public void RequireSpace()
    {
        if (IsFull)
            throw new LurkBotException("The disk is full.");
    }
}
