using System.Diagnostics.CodeAnalysis;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace LurkBot.Rendering;

/// <summary>Links to http, https and mailto; of all others only the text is left. A picture is a link: the page loads nothing.</summary>
internal sealed class HtmlLink : HtmlObjectRenderer<LinkInline>
{
    /// <summary>Writes what opens a link, if it leads where links may.</summary>
    /// <returns>Whether it did.</returns>
    public static bool Open(HtmlRenderer renderer, string? address)
    {
        if (!IsSafe(address))
            return false;
        renderer.Write("<a href=\"").WriteEscape(new Uri(address, UriKind.Absolute).AbsoluteUri).Write("\" rel=\"noopener noreferrer\">");
        return true;
    }

    /// <summary>Whether an address leads where links may.</summary>
    public static bool IsSafe([NotNullWhen(true)] string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https" or "mailto");

    protected override void Write(HtmlRenderer renderer, LinkInline obj)
    {
        var opened = Open(renderer, obj.GetDynamicUrl?.Invoke() ?? obj.Url);
        if (obj.IsImage && obj.FirstChild is null)
            renderer.Write("picture");
        renderer.WriteChildren(obj);
        if (opened)
            renderer.Write("</a>");
    }
}
