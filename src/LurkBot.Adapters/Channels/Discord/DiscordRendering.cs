using LurkBot.Rendering;

namespace LurkBot.Channels;

/// <summary>What renders texts for Discord.</summary>
/// <param name="Version">Its version; kept with each part.</param>
/// <param name="Render">Splits and renders a text.</param>
/// <param name="Preview">Renders the preview of an unfinished text as one part.</param>
/// <param name="Escape">Writes plain text so that nothing of it is markup.</param>
internal sealed record DiscordRendering(int Version, Func<string, IReadOnlyList<RenderedPart>> Render, Func<string, RenderedPart> Preview, Func<string, string> Escape)
{
    /// <summary>Discord's Markdown.</summary>
    public static DiscordRendering Markdown { get; } = From(new DiscordMarkdown());

    private static DiscordRendering From(DiscordMarkdown dialect) => new(DiscordMarkdown.RendererVersion, dialect.Render, dialect.Preview, DiscordMarkdown.Escape);
}
