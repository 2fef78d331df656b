using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace LurkBot.Rendering;

/// <summary>A block of code under the name of its language.</summary>
internal sealed class HtmlCodeBlock : HtmlObjectRenderer<CodeBlock>
{
    private const int LongestLanguage = 32;

    protected override void Write(HtmlRenderer renderer, CodeBlock obj)
    {
        renderer.EnsureLine();
        renderer.Write("<div class=\"code\" dir=\"ltr\">");
        if (obj is FencedCodeBlock { Info: { Length: > 0 and < LongestLanguage } language })
            renderer.Write("<p class=\"language\">").WriteEscape(language).Write("</p>");
        renderer.Write("<pre tabindex=\"0\"><code>");
        renderer.WriteLeafRawLines(obj, writeEndOfLines: true, escape: true);
        renderer.WriteLine("</code></pre></div>");
    }
}
