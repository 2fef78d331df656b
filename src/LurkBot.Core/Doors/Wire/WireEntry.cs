using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Doors;

/// <summary>Entries on the wire: as the session file has them.</summary>
internal static class WireEntry
{
    /// <summary>An entry as JSON.</summary>
    public static JsonElement Write(Entry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            EntryJson.Write(json, entry);
        using var document = JsonDocument.Parse(buffer.ToArray(), EntryJson.DeepJson);
        return document.RootElement.Clone();
    }

    /// <summary>An entry from JSON.</summary>
    /// <exception cref="LurkBotException">It is none.</exception>
    public static Entry Read(JsonElement json)
    {
        try
        {
            return EntryReader.Read(System.Text.Encoding.UTF8.GetBytes(json.GetRawText()));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or SessionDamagedException)
        {
            throw new LurkBotException("What came is not an entry of a session.", e);
        }
    }
}
