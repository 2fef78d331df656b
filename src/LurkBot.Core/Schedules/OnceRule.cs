namespace LurkBot.Schedules;

/// <summary>Due once.</summary>
/// <param name="at">When.</param>
internal sealed class OnceRule(DateTimeOffset at) : ScheduleRule
{
    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after) => at > after ? at : null;
}
