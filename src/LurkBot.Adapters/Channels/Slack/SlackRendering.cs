using LurkBot.Rendering;

namespace LurkBot.Channels;

/// <summary>What renders texts for Slack.</summary>
/// <param name="Version">Its version; kept with each part.</param>
/// <param name="Render">Splits and renders a text.</param>
/// <param name="Preview">Renders the preview of an unfinished text as one part.</param>
internal sealed record SlackRendering(int Version, Func<string, IReadOnlyList<RenderedPart>> Render, Func<string, RenderedPart> Preview)
{
    /// <summary>Slack's blocks.</summary>
    public static SlackRendering Blocks { get; } = From(new SlackBlocks());

    private static SlackRendering From(SlackBlocks blocks) => new(SlackBlocks.RendererVersion, blocks.Render, blocks.Preview);
}
