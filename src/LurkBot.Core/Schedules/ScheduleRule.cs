namespace LurkBot.Schedules;

/// <summary>When a schedule is due: pure, and the same for the same rule whoever asks.</summary>
internal abstract class ScheduleRule
{
    /// <summary>The first due time after a moment.</summary>
    /// <param name="after">The moment.</param>
    /// <returns>Null when there is none.</returns>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>The first due times after a moment.</summary>
    /// <param name="after">The moment.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<DateTimeOffset> Upcoming(DateTimeOffset after, int count)
    {
        var times = new List<DateTimeOffset>();
        for (var next = Next(after); next is { } due && times.Count < count; next = Next(due))
            times.Add(due);
        return times;
    }
}
