using System.Text.Json;

namespace LurkBot.Cli.Export;

/// <summary>The names of what was sent along; the files are not on the page.</summary>
internal static class HtmlAttachments
{
    /// <summary>Writes them.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="attachments">An array of objects as raw JSON.</param>
    public static void Write(HtmlOutput page, string attachments)
    {
        var names = Names(attachments);
        if (names.Count == 0)
            return;
        page.Raw("<ul class=\"attachments\" aria-label=\"Attachments\">\n");
        foreach (var name in names)
            page.Raw("<li><bdi>").Text(name).Raw("</bdi></li>\n");
        page.Raw("</ul>\n");
    }

    /// <summary>The names of the attachments, or what else tells them apart.</summary>
    public static IReadOnlyList<string> Names(string attachments)
    {
        try
        {
            using var json = JsonDocument.Parse(attachments, ToolArgumentsText.Deep);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(Name)]
                : [Name(json.RootElement)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static string Name(JsonElement attachment)
    {
        foreach (var field in (string[])["name", "file_name", "type", "media_type"])
        {
            if (attachment.ValueKind == JsonValueKind.Object && attachment.TryGetProperty(field, out var name) && name.ValueKind == JsonValueKind.String)
                return name.GetString()!;
        }

        return "attachment";
    }
}
