namespace LurkBot.Tools;

/// <summary>
/// Reads the text of an HTML page. An implementation runs no script, loads nothing, never throws for what a page holds, and takes time and
/// memory in proportion to the page.
/// </summary>
/// <param name="html">The page.</param>
/// <param name="address">Its own address, against which its links are resolved.</param>
/// <returns>The text, with headings, list items, links and code as Markdown writes them.</returns>
internal delegate string PageTextReader(string html, Uri address);
