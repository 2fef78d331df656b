using System.Globalization;
using System.Text;
using LurkBot.Text;

namespace LurkBot.Rendering;

/// <summary>Writes a page. Whatever comes from outside goes through <see cref="Text"/> or <see cref="Rendered"/>, markup of ours through <see cref="Raw(string)"/>.</summary>
/// <param name="output">Where to.</param>
internal sealed class HtmlOutput(TextWriter output)
{
    /// <summary>Writes markup that this program spells out.</summary>
    public HtmlOutput Raw(string markup)
    {
        output.Write(markup);
        return this;
    }

    /// <summary>Writes text, also inside an attribute's double quotes.</summary>
    public HtmlOutput Text(string text)
    {
        output.Write(Escape(text));
        return this;
    }

    /// <summary>Writes what <see cref="HtmlMarkdown"/> made of a text.</summary>
    public HtmlOutput Rendered(string html)
    {
        output.Write(Harmless(html));
        return this;
    }

    /// <summary>Writes a moment, UTC, in words of the given format.</summary>
    public HtmlOutput Time(DateTimeOffset moment, string format) => Raw("<time datetime=\"")
        .Raw(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)).Raw("\">")
        .Raw(moment.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)).Raw("</time>");

    /// <summary>Text that is nothing but text to a browser.</summary>
    public static string Escape(string text)
    {
        var clean = Harmless(text);
        if (clean.AsSpan().IndexOfAny("&<>\"'") < 0)
            return clean;
        var result = new StringBuilder(clean.Length + 16);
        foreach (var character in clean)
        {
            _ = character switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                '\'' => result.Append("&#39;"),
                _ => result.Append(character),
            };
        }

        return result.ToString();
    }

    /// <summary>Invariant 13. Marks that only hint at a direction go, each block finds its own; overrides and controls are shown.</summary>
    private static string Harmless(string text)
    {
        if (text.AsSpan().IndexOfAny('\u200E', '\u200F', '\u061C') >= 0)
            text = text.Replace("\u200E", "", StringComparison.Ordinal).Replace("\u200F", "", StringComparison.Ordinal).Replace("\u061C", "", StringComparison.Ordinal);
        return TerminalText.Sanitize(text);
    }
}
