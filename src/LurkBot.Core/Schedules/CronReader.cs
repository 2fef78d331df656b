namespace LurkBot.Schedules;

/// <summary>Reads a cron expression of five fields, or a macro such as <c>@daily</c>.</summary>
/// <param name="expression">The expression.</param>
/// <returns>Its times.</returns>
/// <exception cref="FormatException">It is not one; the message says why.</exception>
internal delegate CronTimes CronReader(string expression);
