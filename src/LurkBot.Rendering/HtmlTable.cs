using Markdig.Extensions.Tables;
using Markdig.Renderers;

namespace LurkBot.Rendering;

/// <summary>A table that scrolls by itself when it is wider than the page.</summary>
internal sealed class HtmlTable : HtmlTableRenderer
{
    private const long MostCells = 20_000;

    /// <summary>Whether tables in the text could become huge: each row is filled up to the width of the widest.</summary>
    public static bool IsTooLarge(string markdown)
    {
        var (widest, rows, pipes) = (0L, 0L, 0L);
        foreach (var character in markdown)
        {
            pipes += character == '|' ? 1 : 0;
            if (character != '\n')
                continue;
            rows += pipes > 0 ? 1 : 0;
            (widest, pipes) = (Math.Max(widest, pipes), 0);
        }

        return Math.Max(widest, pipes) * (rows + 1) > MostCells;
    }

    protected override void Write(HtmlRenderer renderer, Table table)
    {
        renderer.EnsureLine();
        renderer.WriteLine("<div class=\"table\" tabindex=\"0\">");
        base.Write(renderer, table);
        renderer.EnsureLine();
        renderer.WriteLine("</div>");
    }
}
