using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LurkBot.Models;

/// <summary>Reads fields of JSON that a server wrote: what is missing, null or of another kind is simply not there. Never throws.</summary>
internal static class JsonField
{
    /// <summary>Deep arguments are the model's business.</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    /// <summary>A field of an object; undefined when it is not there or is null.</summary>
    public static JsonElement Of(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : default;
        }
        catch (InvalidOperationException)
        {
            // Another field's name holds half of a character of two halves.
            return default;
        }
    }

    /// <summary>A field that is an object; undefined otherwise.</summary>
    public static JsonElement Object(JsonElement element, string name) => Of(element, name) is { ValueKind: JsonValueKind.Object } value ? value : default;

    /// <summary>The items of a field: of an array, or a single object that stands in its place.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element, string name) => Of(element, name) switch
    {
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        { ValueKind: JsonValueKind.Object } single => [single],
        _ => [],
    };

    /// <summary>A field that is a string; null otherwise.</summary>
    public static string? Text(JsonElement element, string name) => Of(element, name) is { ValueKind: JsonValueKind.String } value ? Text(value) : null;

    /// <summary>A string as it is, also one with half of a character of two halves: its other half may come in the next piece.</summary>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Unescape(value.GetRawText().AsSpan()[1..^1]);
        }
    }

    /// <summary>A field that is a whole number, however it is written: <c>10</c>, <c>10.0</c>, <c>"10"</c>; null otherwise.</summary>
    public static long? Number(JsonElement element, string name)
    {
        var value = Of(element, name);
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => Text(value),
            _ => null,
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 ? (long)number : null;
    }

    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            if (raw[i] == 'u')
            {
                text.Append((char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            text.Append(raw[i] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\b',
                'f' => '\f',
                var other => other,
            });
        }

        return text.ToString();
    }
}
