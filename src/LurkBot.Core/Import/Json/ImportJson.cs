using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>Reads JSON of other programs, where any field may be missing or of another type.</summary>
internal static class ImportJson
{
    /// <summary>Parses a record.</summary>
    /// <returns>Null when it is no JSON.</returns>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> bytes, ImportNotes notes)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        if (!Utf8.IsValid(bytes.Span))
        {
            notes.Add("records with bytes that are no UTF-8, replaced by U+FFFD");
            bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes.Span));
        }

        if (LoneSurrogates.Replace(bytes) is { } mended)
        {
            notes.Add("records with half a surrogate pair, replaced by U+FFFD");
            bytes = mended;
        }

        try
        {
            return JsonDocument.Parse(bytes, EntryJson.DeepJson);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A field; undefined when there is none.</summary>
    public static JsonElement Get(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field) ? field : default;

    /// <summary>The text of a field; null when it is no string.</summary>
    public static string? Text(JsonElement value, string name) => Text(Get(value, name));

    /// <summary>A text; null when it is no string.</summary>
    public static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Whether a field is true.</summary>
    public static bool IsTrue(JsonElement value, string name) => Get(value, name).ValueKind == JsonValueKind.True;

    /// <summary>The elements of an array; none when it is no array.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>A count of tokens; zero when it is none.</summary>
    public static long Tokens(JsonElement value, string name) =>
        Get(value, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count is >= 0 and <= Usage.Largest ? count : 0;

    /// <summary>A moment: ISO 8601 (UTC where no zone is given), or seconds or milliseconds since 1970.</summary>
    /// <returns>Null when it is none.</returns>
    public static DateTimeOffset? Moment(JsonElement value)
    {
        const double FirstMilliseconds = 1e11;
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTime(out var time))
            return new DateTimeOffset(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc));
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || number <= 0)
            return null;
        var milliseconds = number < FirstMilliseconds ? number * 1000 : number;
        return milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
    }

    /// <summary>Arguments of a tool call as a JSON object; what is none becomes its field <c>input</c>.</summary>
    public static string Arguments(JsonElement value, ImportNotes notes)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return "{}";
        if (value.ValueKind == JsonValueKind.Object)
            return EntryJson.OneLine(value.GetRawText());
        if (Text(value) is { } text)
            return Arguments(text, "input", notes);
        notes.Add("tool arguments that are no object, kept as its field input");
        return $"{{\"input\":{EntryJson.OneLine(value.GetRawText())}}}";
    }

    /// <summary>Arguments that stand in a text: JSON of an object, or else the text as a field.</summary>
    public static string Arguments(string text, string field, ImportNotes notes)
    {
        if (text.AsSpan().TrimStart().StartsWith("{") && TryParse(Encoding.UTF8.GetBytes(text), notes) is { } document)
        {
            using (document)
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                    return EntryJson.OneLine(document.RootElement.GetRawText());
            }
        }

        notes.Add(string.Create(CultureInfo.InvariantCulture, $"tool arguments that are no object, kept as its field {field}"));
        return $"{{\"{field}\":{Quote(text)}}}";
    }

    /// <summary>A JSON string.</summary>
    public static string Quote(string text)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
            json.WriteStringValue(text);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
