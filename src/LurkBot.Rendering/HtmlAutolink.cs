using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;

namespace LurkBot.Rendering;

/// <summary>Addresses in angle brackets, under the rule of <see cref="HtmlLink"/>.</summary>
internal sealed class HtmlAutolink : HtmlObjectRenderer<AutolinkInline>
{
    protected override void Write(HtmlRenderer renderer, AutolinkInline obj)
    {
        var opened = HtmlLink.Open(renderer, obj.IsEmail ? "mailto:" + obj.Url : obj.Url);
        renderer.WriteEscape(obj.Url);
        if (opened)
            renderer.Write("</a>");
    }
}
