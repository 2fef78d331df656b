using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>Where the replies of a session's schedules go.</summary>
/// <param name="Address">The address; null when there is none now.</param>
/// <param name="Problem">Why there is none, for the owner; null when that is known in a moment.</param>
internal readonly record struct ScheduleAddress(ReplyAddress? Address, string? Problem);
