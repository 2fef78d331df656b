using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The top-level fields of a JSON object whose end may be missing; of an array, those of its first element.</summary>
internal sealed class JsonStart
{
    private const int LongestText = 1024;

    private readonly Dictionary<string, string?> fields = new(StringComparer.Ordinal);

    private JsonStart()
    {
    }

    /// <summary>Whether the object stands in an array.</summary>
    public bool InArray { get; private set; }

    /// <summary>Reads as far as the bytes go.</summary>
    public static JsonStart Read(ReadOnlySpan<byte> bytes)
    {
        var start = new JsonStart();
        if (bytes.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            start.ReadFields(new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 1000 })));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What was read before the damage still tells the format.
        }

        return start;
    }

    /// <summary>Whether it has a field.</summary>
    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>The text of a field; null when there is none, or it is no short string.</summary>
    public string? Text(string name) => fields.GetValueOrDefault(name);

    private void ReadFields(Utf8JsonReader json)
    {
        if (!json.Read())
            return;
        if (json.TokenType == JsonTokenType.StartArray)
        {
            InArray = true;
            if (!json.Read())
                return;
        }

        var depth = json.CurrentDepth + 1;
        if (json.TokenType != JsonTokenType.StartObject)
            return;
        while (json.Read() && json.CurrentDepth >= depth)
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != depth)
                continue;
            var name = json.GetString()!;
            fields[name] = null;
            if (json.Read() && json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= LongestText)
                fields[name] = json.GetString();
        }
    }
}
