namespace LurkBot.Doors;

/// <summary>A chat command on its way to the gateway.</summary>
/// <param name="Line">The line, beginning with a slash.</param>
/// <param name="Door">How the door wants it.</param>
internal sealed record WireCommand(string Line, WireDoor Door);
