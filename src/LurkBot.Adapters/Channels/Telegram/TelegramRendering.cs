using LurkBot.Rendering;

namespace LurkBot.Channels;

/// <summary>What renders texts for Telegram.</summary>
/// <param name="Version">Its version; kept with each part.</param>
/// <param name="Render">Splits and renders a text.</param>
/// <param name="Preview">Renders the preview of an unfinished text as one part.</param>
internal sealed record TelegramRendering(int Version, Func<string, IReadOnlyList<RenderedPart>> Render, Func<string, RenderedPart> Preview)
{
    /// <summary>Telegram's HTML.</summary>
    public static TelegramRendering Html { get; } = From(new TelegramHtml());

    /// <summary>Plain text that mentions no one, also where it was not rendered.</summary>
    /// <param name="text">The text.</param>
    public static string Harmless(string text) => TelegramMentions.Harmless(text);

    private static TelegramRendering From(TelegramHtml html) => new(TelegramHtml.RendererVersion, html.Render, html.Preview);
}
