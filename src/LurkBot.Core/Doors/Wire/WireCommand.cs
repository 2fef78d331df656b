namespace LurkBot.Doors;

/// <summary>A chat command on its way to the gateway.</summary>
internal sealed record WireCommand
{
    /// <summary>The line, beginning with a slash.</summary>
    public required string Line { get; init; }

    public WireDoor Door { get; set; } = new();
}
