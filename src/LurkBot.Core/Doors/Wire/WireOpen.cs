namespace LurkBot.Doors;

/// <summary>Which session a door wants to open.</summary>
internal sealed record WireOpen
{
    /// <summary>A name, or a whole key.</summary>
    public required string Name { get; init; }

    public WireDoor Door { get; set; } = new();
}
