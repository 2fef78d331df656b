namespace LurkBot.Delivery;

/// <summary>What a call wants to write, with what it gives.</summary>
/// <param name="work">Changes rows.</param>
internal sealed class LedgerCall<T>(Func<T> work) : LedgerWrite
{
    private T? result;

    /// <summary>What the last run gave.</summary>
    public T Result
    {
        get
        {
            ThrowIfFailed();
            return result!;
        }
    }

    /// <inheritdoc/>
    public override void Run() => result = work();
}
