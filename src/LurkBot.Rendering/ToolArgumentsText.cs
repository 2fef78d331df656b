using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LurkBot.Rendering;

/// <summary>A tool call's arguments for people.</summary>
internal static class ToolArgumentsText
{
    /// <summary>Arguments may nest as deeply as a session's file.</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>The JSON on several lines; as it is when it is none, or a single value.</summary>
    public static string Indented(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments, Deep);
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, Readable))
                json.RootElement.WriteTo(writer);
            return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return arguments;
        }
    }
}
