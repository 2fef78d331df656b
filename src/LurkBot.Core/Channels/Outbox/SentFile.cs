using System.Text.Json;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Text;
using LurkBot.Tools;

namespace LurkBot.Channels;

/// <summary>What a model's call of <c>send_file</c> sends. Pure.</summary>
internal static class SentFile
{
    /// <summary>The name of the tool.</summary>
    public const string Tool = FileOutbox.Tool;

    private const int LongestName = 120;

    /// <summary>Reads a call whose bytes are kept.</summary>
    /// <param name="call">The call.</param>
    /// <param name="blob">The name of the bytes.</param>
    public static (OutboundFile File, string Caption) Of(ToolCall call, string blob)
    {
        var (path, caption) = ("", "");
        try
        {
            using var json = JsonDocument.Parse(call.Arguments);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
                (path, caption) = (Text(json.RootElement, "path"), Text(json.RootElement, "caption"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The tool took what it could read; the file goes under a plain name.
        }

        return (new OutboundFile(blob, NameOf(path)), caption.Trim());
    }

    private static string NameOf(string path)
    {
        var name = TerminalText.Sanitize(path[(path.LastIndexOfAny(['/', '\\']) + 1)..].Replace('"', '\''), keepNewlines: false).Replace('\t', ' ').Trim();
        if (name.Length > LongestName)
            name = name[..(LongestName / 2)].TrimEnd() + name[^(LongestName / 2)..];
        return name.Trim('.').Length == 0 ? "file" : TerminalText.Sanitize(name, keepNewlines: false);
    }

    private static string Text(JsonElement arguments, string name) => arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
