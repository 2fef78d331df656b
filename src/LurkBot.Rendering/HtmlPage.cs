namespace LurkBot.Rendering;

/// <summary>What every exported page begins and ends with: nothing is loaded, nothing runs.</summary>
internal static class HtmlPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    private static readonly string Style = ReadStyle();

    /// <summary>Writes everything up to the page's own content.</summary>
    /// <param name="page">The page.</param>
    /// <param name="title">Its title.</param>
    /// <param name="identity">What tells a later export that it may replace the file.</param>
    public static void Begin(HtmlOutput page, string title, string identity) => page
        .Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n")
        .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
        .Raw("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"lurkbot-export\" content=\"").Text(identity).Raw("\">\n<title>")
        .Text(title).Raw("</title>\n<style>\n").Raw(Style).Raw("</style>\n</head>\n<body>\n");

    /// <summary>Closes the page.</summary>
    public static void End(HtmlOutput page) => page.Raw("</body>\n</html>\n");

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("LurkBot.Rendering.page.css")!);
        return reader.ReadToEnd();
    }
}
