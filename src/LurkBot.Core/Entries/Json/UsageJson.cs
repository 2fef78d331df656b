using System.Text.Json;

namespace LurkBot.Entries;

/// <summary>Writes and reads tokens as they stand in an entry and in every JSON output.</summary>
internal static class UsageJson
{
    /// <summary>Writes an object; counts that only some providers give are left out when they are zero.</summary>
    /// <param name="json">Where to; an object's property or an element is expected next.</param>
    /// <param name="usage">The tokens.</param>
    public static void Write(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("input"u8, usage.Input);
        json.WriteNumber("output"u8, usage.Output);
        json.WriteNumber("cached"u8, usage.Cached);
        if (usage.Reasoning != 0)
            json.WriteNumber("reasoning"u8, usage.Reasoning);
        if (usage.CacheWrite != 0)
            json.WriteNumber("cache_write"u8, usage.CacheWrite);
        foreach (var field in usage.Unknown)
        {
            json.WritePropertyName(field.Name);
            EntryJson.WriteRaw(json, field.Json);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the object that the reader stands at the start of. What cannot be a count is kept as an unknown field.</summary>
    internal static Usage Read(ref JsonLineReader json)
    {
        var (input, output, cached, reasoning, written, unknown) = (0L, 0L, 0L, 0L, 0L, (List<UnknownField>?)null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var place = json;
            var isInput = json.ValueTextEquals("input"u8);
            var isOutput = json.ValueTextEquals("output"u8);
            var isCached = json.ValueTextEquals("cached"u8);
            var isReasoning = json.ValueTextEquals("reasoning"u8);
            var isWritten = json.ValueTextEquals("cache_write"u8);
            var isKnown = isInput || isOutput || isCached || isReasoning || isWritten;
            json.Read();
            if (!isKnown || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var count) || count is < 0 or > Usage.Largest)
                (unknown ??= []).Add(new UnknownField((isKnown ? "original_" : "") + place.GetString(), json.GetRawText()));
            else if (isInput)
                input = count;
            else if (isOutput)
                output = count;
            else if (isCached)
                cached = count;
            else if (isReasoning)
                reasoning = count;
            else
                written = count;
        }

        var usage = new Usage(input, output, cached) { Reasoning = reasoning, CacheWrite = written };
        return unknown is null ? usage : usage with { Unknown = unknown };
    }
}
