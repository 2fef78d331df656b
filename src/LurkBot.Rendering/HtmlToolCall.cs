using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Rendering;

/// <summary>A tool call and what came of it, folded.</summary>
internal static class HtmlToolCall
{
    private const int PreviewCells = 72;

    /// <summary>Writes a call with its result.</summary>
    public static void Write(HtmlOutput page, ToolCall call, ToolEntry? result)
    {
        Open(page, call.Name, Preview(call.Arguments), result is null ? "no result" : result.Error ? "failed" : null);
        if (call.Arguments is not ("" or "{}"))
            Block(page, "Arguments", ToolArgumentsText.Indented(call.Arguments));
        if (result is not null)
            Output(page, result);
        page.Raw("</details>\n");
    }

    /// <summary>Writes a result whose call is not in the history.</summary>
    public static void Write(HtmlOutput page, ToolEntry result)
    {
        Open(page, result.Name, "", result.Error ? "failed" : null);
        Output(page, result);
        page.Raw("</details>\n");
    }

    private static void Open(HtmlOutput page, string name, string preview, string? state)
    {
        page.Raw("<details class=\"fold tool\"><summary><span class=\"name\"><bdi>").Text(name.Length == 0 ? "tool" : name).Raw("</bdi></span>");
        if (preview.Length > 0)
            page.Raw(" <span class=\"preview\"><bdi>").Text(preview).Raw("</bdi></span>");
        if (state is not null)
            page.Raw(" <span class=\"badge bad\">").Raw(state).Raw("</span>");
        page.Raw("</summary>\n");
    }

    private static void Output(HtmlOutput page, ToolEntry result)
    {
        Block(page, result.Error ? "Error" : "Output", result.Content.Length == 0 ? "(nothing)" : result.Content);
        if (result.Blob is { } blob)
            page.Raw(result.Name is "send_file" ? "<p class=\"label\">The file is the blob " : "<p class=\"label\">The whole output is the blob ").Text(blob).Raw("</p>\n");
    }

    private static void Block(HtmlOutput page, string label, string text) =>
        page.Raw("<p class=\"label\">").Raw(label).Raw("</p>\n<pre class=\"output\" tabindex=\"0\" dir=\"auto\">").Text(text).Raw("</pre>\n");

    /// <summary>The first text among the arguments: a command, a path, a question.</summary>
    private static string Preview(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments, ToolArgumentsText.Deep);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return "";
            foreach (var field in json.RootElement.EnumerateObject())
            {
                if (field.Value.ValueKind == JsonValueKind.String)
                {
                    var line = field.Value.GetString()!.ReplaceLineEndings(" ").Trim();
                    var length = CellWidth.LengthWithin(line, PreviewCells);
                    return length < line.Length ? line[..length] + "…" : line;
                }
            }

            return "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
