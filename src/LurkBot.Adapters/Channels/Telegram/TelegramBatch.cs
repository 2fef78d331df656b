namespace LurkBot.Channels;

/// <summary>What one poll brought.</summary>
/// <param name="Events">Its events, in order: one for each update.</param>
/// <param name="Count">How many updates it had.</param>
/// <param name="Highest">The highest number of an update; null when none has a number.</param>
internal sealed record TelegramBatch(IReadOnlyList<PlatformEvent> Events, int Count, long? Highest)
{
    /// <summary>Where the next poll begins.</summary>
    /// <param name="offset">Where this one began; null for the beginning.</param>
    /// <returns>Null when it brought nothing with a number.</returns>
    /// <remarks>Lower than before when all numbers are lower: Telegram restarts its numbering after a week without updates (CHANNELS T11).</remarks>
    public long? NextOffset(long? offset) => Highest + 1 ?? offset;
}
