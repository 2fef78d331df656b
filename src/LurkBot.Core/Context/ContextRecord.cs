using System.Text;
using System.Text.Json;
using LurkBot.History;

namespace LurkBot.Context;

/// <summary>
/// What a response remembers of the context that it answered, so that the next one begins in the same place and the provider finds
/// it in its cache.
/// </summary>
/// <param name="From">The id of the first entry of the window; zero when nothing was left out.</param>
/// <param name="Budget">The budget that it was cut for, in tokens.</param>
/// <param name="Summaries">The ids of the summaries that were shown.</param>
/// <param name="Pinned">The ids of the first entries of what was shown because it is pinned.</param>
/// <param name="PinsFrom">The id of the first entry of all that is pinned, shown or not; zero when nothing is, -1 when the record does not say.</param>
/// <param name="ShortenedThrough">The id up to which long results were shortened, since the newest would not have fitted; zero when none had to be.</param>
public sealed record ContextRecord(long From, int Budget, IReadOnlyList<long> Summaries, IReadOnlyList<long> Pinned, long PinsFrom, long ShortenedThrough)
{
    /// <summary>Whether the beginning or the digest was left out, since the newest would not have fitted with it.</summary>
    public bool IsBare { get; init; }

    /// <summary>The record of a response.</summary>
    /// <returns>Null when it has none that can be understood.</returns>
    public static ContextRecord? Of(AssistantEntry entry)
    {
        if (entry.Context is not { } raw)
            return null;
        try
        {
            using var json = JsonDocument.Parse(raw);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new ContextRecord(root.GetProperty("from"u8).GetInt64(), root.GetProperty("budget"u8).GetInt32(), Ids(root, "summaries"), Ids(root, "pinned"), root.TryGetProperty("pins"u8, out var pins) ? pins.GetInt64() : -1, root.TryGetProperty("shortened"u8, out var through) ? through.GetInt64() : 0)
                {
                    IsBare = root.TryGetProperty("bare"u8, out var bare) && bare.ValueKind == JsonValueKind.True,
                }
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>As the file writes it.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("from"u8, From);
            json.WriteNumber("budget"u8, Budget);
            Write(json, "summaries", Summaries);
            Write(json, "pinned", Pinned);
            json.WriteNumber("pins"u8, PinsFrom);
            if (ShortenedThrough > 0)
                json.WriteNumber("shortened"u8, ShortenedThrough);
            if (IsBare)
                json.WriteBoolean("bare"u8, true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static List<long> Ids(JsonElement root, string name) =>
        root.TryGetProperty(name, out var ids) ? [.. ids.EnumerateArray().Select(id => id.GetInt64())] : [];

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var id in ids)
            json.WriteNumberValue(id);
        json.WriteEndArray();
    }
}
