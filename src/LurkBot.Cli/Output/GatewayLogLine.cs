using System.Globalization;
using System.Text.Json;

namespace LurkBot.Cli.Output;

/// <summary>A line of the gateway's log for people: time, level, who says it, and what.</summary>
internal static class GatewayLogLine
{
    /// <summary>Describes a stored line.</summary>
    /// <param name="line">A JSON object; anything else stays as it is.</param>
    public static string Describe(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object || !DateTimeOffset.TryParse(Text(root, "@t"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                return line;
            var source = Text(root, "SourceContext");
            var error = Text(root, "@x");
            return string.Create(CultureInfo.InvariantCulture, $"{at.LocalDateTime:yyyy-MM-dd HH:mm:ss} {WordOf(Text(root, "@l"))}{(source.Length == 0 ? "" : $" {source[(source.LastIndexOf('.') + 1)..]}:")} {Text(root, "@m")}{(error.Length == 0 ? "" : "\n" + error)}");
        }
        catch (JsonException)
        {
            return line;
        }
    }

    /// <summary>A level that is not named is the usual one.</summary>
    private static string WordOf(string level) => level switch
    {
        "" => "info",
        "Verbose" or "Debug" => "debug",
        "Warning" => "warn",
        _ => "error",
    };

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
}
