namespace LurkBot.Delivery;

/// <summary>What a call wants to write to the ledger.</summary>
internal abstract class LedgerWrite
{
    private Exception? error;

    /// <summary>Whether it is durable or has failed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Changes rows; what an earlier run did was rolled back.</summary>
    public abstract void Run();

    /// <summary>It is durable.</summary>
    public void Succeed() => IsOver = true;

    /// <summary>Nothing of it was written.</summary>
    /// <param name="why">Thrown to the call.</param>
    public void Fail(Exception why) => (error, IsOver) = (why, true);

    /// <summary>Throws why it failed.</summary>
    protected void ThrowIfFailed()
    {
        if (error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }
}
