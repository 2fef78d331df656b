namespace LurkBot.Schedules;

/// <summary>A prompt that is said in a session at certain times.</summary>
/// <param name="Id">Its name: six letters and digits, never used twice.</param>
/// <param name="Session">The session's key when it was last looked at.</param>
/// <param name="When">When it runs, as <see cref="ScheduleRuleReader"/> reads it.</param>
/// <param name="Zone">The IANA name of the zone that its times are in.</param>
/// <param name="Prompt">What is said.</param>
/// <param name="By">Who made it.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="CreatedAt">When it was made; intervals count from there.</param>
/// <param name="LastDue">Due times up to this one are over: the next is computed from it, never from the clock.</param>
internal sealed record Schedule(string Id, string Session, string When, string Zone, string Prompt, ScheduleMaker By, ScheduleState State, DateTimeOffset CreatedAt, DateTimeOffset LastDue)
{
    /// <summary>The session's id, which stays when its key changes; null before there is a session.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Why it did not run when it was due, or why it was paused; null for no problem.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the owner was told of a proposal.</summary>
    public bool IsTold { get; init; }

    /// <summary>The run that has begun; null for none.</summary>
    public ScheduleFiring? Firing { get; init; }

    /// <summary>Runs by hand that were asked for and have not begun.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Requests { get; init; } = [];

    /// <summary>The newest runs, oldest first.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<ScheduleRun> Runs { get; init; } = [];

    /// <summary>The newest run; null for none.</summary>
    public ScheduleRun? LastRun() => Runs.Count == 0 ? null : Runs[^1];

    /// <summary>The schedule when the run that had begun has its message.</summary>
    /// <param name="entry">The message's entry.</param>
    /// <param name="session">The session's id.</param>
    /// <param name="at">When the message was accepted.</param>
    public Schedule WithRun(long entry, Guid session, DateTimeOffset at)
    {
        if (Firing is not { } firing)
            return this;
        return this with
        {
            Firing = null,
            Problem = null,
            SessionId = session,
            LastDue = firing.Due ?? LastDue,
            Requests = [.. Requests.Where(request => !string.Equals(Entries.ScheduledMessage.SourceOfRun(Id, request), firing.Source, StringComparison.Ordinal))],
            Runs = [.. Runs.TakeLast(KeptRuns - 1), new ScheduleRun(firing.Source, firing.Due, at, entry, firing.Missed)],
        };
    }

    private const int KeptRuns = 10;
}
