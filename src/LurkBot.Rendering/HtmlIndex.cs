using System.Globalization;
using LurkBot.Storage;

namespace LurkBot.Rendering;

/// <summary>The page that leads to all sessions of a folder.</summary>
internal static class HtmlIndex
{
    /// <summary>What tells a later export that the file is such a page.</summary>
    public const string Identity = "lurkbot-index";

    /// <summary>Writes the page.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="sessions">The sessions and their files, in the order in which they are shown.</param>
    public static void Write(HtmlOutput page, IReadOnlyList<(SessionInfo Info, string File)> sessions)
    {
        HtmlPage.Begin(page, "LurkBot sessions", Identity);
        page.Raw("<header class=\"session\">\n<p class=\"brand\">LurkBot</p>\n<h1>Sessions</h1>\n<p class=\"facts\">").Raw(Count(sessions.Count, "session"))
            .Raw("</p>\n</header>\n<main>\n<ul class=\"index\">\n");
        foreach (var (info, file) in sessions)
        {
            page.Raw("<li><a href=\"").Text(Uri.EscapeDataString(file)).Raw("\"><strong><bdi>").Text(info.Key.ToString()).Raw("</bdi></strong><span>")
                .Raw(Count(info.MessageCount, "message")).Raw(" · last used ").Time(info.UpdatedAt, "yyyy-MM-dd HH:mm").Raw("</span></a></li>\n");
        }

        page.Raw("</ul>\n</main>\n<footer>Exported by LurkBot. Times are UTC.</footer>\n");
        HtmlPage.End(page);
    }

    private static string Count(int number, string what) => $"{number.ToString("N0", CultureInfo.InvariantCulture)} {what}{(number == 1 ? "" : "s")}";
}
