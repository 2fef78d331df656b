namespace LurkBot.Doors;

/// <summary>A chat command on its way to the gateway.</summary>
internal sealed record WireCommand
{
    /// <summary>The line, beginning with a slash.</summary>
    public required string Line { get; init; }

    /// <summary>Whether the command may begin the session: in a chat it may be the first thing that is typed.</summary>
    public bool Begins { get; set; }

    public WireDoor Door { get; set; } = new();
}
