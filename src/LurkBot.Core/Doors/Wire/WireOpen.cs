namespace LurkBot.Doors;

/// <summary>Which session a door wants to open.</summary>
/// <param name="Name">A name, or a whole key.</param>
/// <param name="Door">How the door wants it.</param>
internal sealed record WireOpen(string Name, WireDoor Door);
