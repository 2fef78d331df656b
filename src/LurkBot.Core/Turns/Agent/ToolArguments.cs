using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>A tool call's arguments as a JSON object.</summary>
internal static class ToolArguments
{
    /// <summary>Writes them; no arguments are an empty object.</summary>
    public static string Write(IDictionary<string, object?>? arguments)
    {
        if (arguments is null)
            return "{}";
        try
        {
            return JsonSerializer.Serialize(arguments, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or JsonException or NotSupportedException)
        {
            return WriteRaw(arguments);
        }
    }

    /// <summary>Half of a character of two halves cannot be written as text; as it came, it can.</summary>
    private static string WriteRaw(IDictionary<string, object?> arguments)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                json.WritePropertyName(Sound(name));
                if (value is JsonElement element)
                    json.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                else
                    json.WriteStringValue(Sound(value?.ToString() ?? ""));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
