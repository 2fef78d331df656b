namespace LurkBot.Channels.Wire;

/// <summary>A row of buttons, or a button.</summary>
internal sealed record DiscordComponent(int Type)
{
    public IReadOnlyList<DiscordComponent>? Components { get; init; }

    public int? Style { get; init; }

    public string? Label { get; init; }

    public string? CustomId { get; init; }
}
