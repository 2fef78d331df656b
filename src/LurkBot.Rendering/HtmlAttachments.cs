using LurkBot.Entries;

namespace LurkBot.Rendering;

/// <summary>The names of what was sent along; the files are not on the page.</summary>
internal static class HtmlAttachments
{
    /// <summary>Writes them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="attachments">The files; at least one.</param>
    public static void Write(HtmlOutput page, IReadOnlyList<Attachment> attachments)
    {
        page.Raw("<ul class=\"attachments\" aria-label=\"Attachments\">\n");
        foreach (var attachment in attachments)
            page.Raw("<li><bdi>").Text(attachment.Name).Raw("</bdi></li>\n");
        page.Raw("</ul>\n");
    }
}
