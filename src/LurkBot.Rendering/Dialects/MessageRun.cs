namespace LurkBot.Rendering;

/// <summary>Text in one style.</summary>
/// <param name="Text">What is seen.</param>
/// <param name="Style">How.</param>
/// <param name="Link">Where it leads: an address that the dialect can link; or null.</param>
internal sealed record MessageRun(string Text, TextStyles Style = TextStyles.None, string? Link = null)
{
    /// <summary>Whether the whole text is the address; a piece that was cut off stays one of an address.</summary>
    public bool ShowsLink { get; } = Link is not null && Link.AsSpan().TrimEnd('/').SequenceEqual(Text.AsSpan().TrimEnd('/'));
}
