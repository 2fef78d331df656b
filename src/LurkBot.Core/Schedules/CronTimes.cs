namespace LurkBot.Schedules;

/// <summary>The times of a cron expression.</summary>
/// <param name="after">Gives the first time after this moment.</param>
/// <param name="zone">The zone that the expression's hours are in.</param>
/// <returns>Null when there is none.</returns>
internal delegate DateTimeOffset? CronTimes(DateTimeOffset after, TimeZoneInfo zone);
