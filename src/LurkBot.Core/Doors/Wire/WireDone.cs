namespace LurkBot.Doors;

/// <summary>Whether something was done.</summary>
/// <param name="Done">Whether it was.</param>
internal sealed record WireDone(bool Done);
