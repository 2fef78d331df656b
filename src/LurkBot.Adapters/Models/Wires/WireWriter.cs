using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Writes what the requests of all wires have in common.</summary>
internal static class WireWriter
{
    /// <summary>What stands for the output of a tool that said nothing; an empty result is refused by some.</summary>
    private const string NoOutput = "(no output)";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Writes a text; half of a character of two halves is replaced.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string text) => json.WriteString(name, TextJoiner.Join(text));

    /// <summary>Writes a number as it was set, without what its binary form adds.</summary>
    public static void WriteFloat(this Utf8JsonWriter json, string name, float? number)
    {
        if (number is { } value)
            json.WriteNumber(name, decimal.Round((decimal)value, 4));
    }

    /// <summary>Writes the words that end a reply.</summary>
    public static void WriteStops(this Utf8JsonWriter json, string name, ChatOptions? options)
    {
        if (options?.StopSequences is not { Count: > 0 } stops)
            return;
        json.WriteStartArray(name);
        foreach (var stop in stops)
            json.WriteStringValue(stop);
        json.WriteEndArray();
    }

    /// <summary>Writes the tools as functions, as OpenAI and Ollama have them; nothing when there are none.</summary>
    public static void WriteFunctions(this Utf8JsonWriter json, IReadOnlyList<AIFunctionDeclaration> tools)
    {
        if (tools.Count == 0)
            return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, tool.Name);
            json.WriteText("description", tool.Description);
            json.WriteSchema("parameters", tool);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what a tool takes.</summary>
    public static void WriteSchema(this Utf8JsonWriter json, string name, AIFunctionDeclaration tool)
    {
        json.WritePropertyName(name);
        if (JsonField.Of(tool.JsonSchema, "type").ValueKind != JsonValueKind.Undefined)
            json.WriteRawValue(tool.JsonSchema.GetRawText());
        else
            json.WriteRawValue("""{"type":"object","properties":{}}"""u8);
    }

    /// <summary>Writes the arguments of a call as an object.</summary>
    public static void WriteArguments(this Utf8JsonWriter json, FunctionCallContent call)
    {
        json.WriteStartObject();
        WriteArgumentFields(json, call);
        json.WriteEndObject();
    }

    /// <summary>Writes the arguments of a call.</summary>
    public static void WriteArgumentFields(Utf8JsonWriter json, FunctionCallContent call)
    {
        foreach (var (name, value) in call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal))
        {
            json.WritePropertyName(TextJoiner.Join(name));
            if (value is JsonElement { ValueKind: not JsonValueKind.Undefined } element)
                json.WriteRawValue(element.GetRawText());
            else if (value is string text)
                json.WriteStringValue(TextJoiner.Join(text));
            else
                JsonSerializer.Serialize(json, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
        }
    }

    /// <summary>The result of a call as text.</summary>
    public static string ResultOf(FunctionResultContent result)
    {
        var text = result.Result switch
        {
            null => result.Exception is { } error ? $"Error: {error.Message}" : "",
            string plain => plain,
            JsonElement { ValueKind: JsonValueKind.String } element => JsonField.Text(element),
            JsonElement element => element.ToString(),
            var other => JsonSerializer.Serialize(other, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object))),
        };
        return string.IsNullOrWhiteSpace(text) ? NoOutput : text;
    }

    /// <summary>The words of a message.</summary>
    public static string TextOf(ChatMessage message) => string.Concat(message.Contents.OfType<TextContent>().Select(content => content.Text));

    /// <summary>The instructions, and what the conversation has of them.</summary>
    public static string SystemOf(IReadOnlyList<ChatMessage> messages, ChatOptions? options) =>
        string.Join("\n\n", messages.Where(message => message.Role == ChatRole.System).Select(TextOf).Prepend(options?.Instructions ?? "").Where(text => !string.IsNullOrWhiteSpace(text)));

    /// <summary>The tools that a request tells.</summary>
    public static IReadOnlyList<AIFunctionDeclaration> ToolsOf(ChatOptions? options) => [.. (options?.Tools ?? []).OfType<AIFunctionDeclaration>()];

    /// <summary>The images of a message.</summary>
    public static IEnumerable<DataContent> ImagesOf(ChatMessage message) => message.Contents.OfType<DataContent>().Where(data => data.HasTopLevelMediaType("image"));
}
