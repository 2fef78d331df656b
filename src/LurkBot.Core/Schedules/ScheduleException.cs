namespace LurkBot.Schedules;

/// <summary>A schedule cannot be made or changed as it was asked for.</summary>
/// <param name="message">Why, and what can be done.</param>
/// <param name="kind">What a door makes of it.</param>
internal sealed class ScheduleException(string message, ErrorKind kind = ErrorKind.Refused) : LurkBotException(message)
{
    /// <inheritdoc/>
    public override ErrorKind Kind => kind;

    /// <inheritdoc/>
    public override string ForSender => "That schedule is not possible here.";
}
