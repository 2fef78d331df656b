using LurkBot.Erasure;

namespace LurkBot.Accounting;

/// <summary>The ledger of the last days holds no text, but ids of people; it is derived, so it goes as a whole.</summary>
/// <param name="ledger">The ledger.</param>
internal sealed class DailyUsageErasable(DailyUsageLog ledger) : IErasable
{
    /// <inheritdoc/>
    public bool IsLasting => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => Directory.Exists(ledger.Folder) ? ["the list of the last days' token counts, which is made anew from the sessions that are left"] : [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var done = Look(plan);
        ledger.Remove();
        return new(done);
    }
}
