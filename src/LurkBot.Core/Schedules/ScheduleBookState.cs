namespace LurkBot.Schedules;

/// <summary>What <c>schedules.json</c> holds.</summary>
/// <param name="Format">The version of its layout.</param>
/// <param name="Schedules">The schedules, oldest first.</param>
internal sealed record ScheduleBookState(int Format, IReadOnlyList<Schedule> Schedules)
{
    /// <summary>The layout that this version writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>No schedules.</summary>
    public static ScheduleBookState Empty() => new(CurrentFormat, []);
}
