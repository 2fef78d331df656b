namespace LurkBot.Schedules;

/// <summary>What is due of a schedule at a moment: pure.</summary>
/// <param name="Due">The newest time that is due; null for none.</param>
/// <param name="Missed">How many due times before it did not run; counted up to <see cref="MostCounted"/>.</param>
/// <param name="Next">The first time that is not due yet; null for none.</param>
internal sealed record DueTimes(DateTimeOffset? Due, int Missed, DateTimeOffset? Next)
{
    /// <summary>More missed times than this are not counted.</summary>
    public const int MostCounted = 1000;

    /// <summary>Looks at a rule. Times that were missed run once, as the newest of them; a clock that was set back makes nothing due again.</summary>
    /// <param name="rule">When it is due.</param>
    /// <param name="lastDue">Times up to this one are over.</param>
    /// <param name="now">The present moment.</param>
    public static DueTimes At(ScheduleRule rule, DateTimeOffset lastDue, DateTimeOffset now)
    {
        var (due, count, next) = ((DateTimeOffset?)null, 0, rule.Next(lastDue));
        while (next <= now && count <= MostCounted)
        {
            (due, count) = (next, count + 1);
            next = rule.Next(next.Value);
        }

        if (due is null || next is null || next > now)
            return new DueTimes(due, Math.Max(0, count - 1), next);
        // After years, or a clock that jumped: the newest is looked for from the present on.
        for (var back = TimeSpan.FromMinutes(1); ; back *= 2)
        {
            DateTimeOffset? newest = null;
            for (next = rule.Next(now - back < due ? due.Value : now - back); next <= now; next = rule.Next(next.Value))
                newest = next;
            if (newest is not null)
                return new DueTimes(newest, MostCounted, next);
        }
    }
}
