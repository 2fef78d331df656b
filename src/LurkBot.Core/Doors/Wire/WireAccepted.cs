namespace LurkBot.Doors;

/// <summary>A message that is durable.</summary>
/// <param name="Id">Its entry.</param>
internal sealed record WireAccepted(long Id);
