namespace LurkBot.Channels;

/// <summary>One part of a text, as a platform takes it.</summary>
/// <param name="Markup">The part in the platform's markup.</param>
/// <param name="Plain">The part as plain text, from the source: what is sent when the platform refuses the markup.</param>
internal sealed record RenderedPart(string Markup, string Plain)
{
    /// <summary>The part in a richer form, for platforms that have one and may not take it; null where that would show nothing more.</summary>
    public string? Rich { get; init; }
}
