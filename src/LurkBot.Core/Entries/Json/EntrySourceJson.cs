using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>The <c>sources</c> of a tool result or a fact as the file writes them.</summary>
internal static class EntrySourceJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<EntrySource> sources, string name = "sources")
    {
        if (sources.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var source in sources)
        {
            json.WriteStartObject();
            json.WriteString("session"u8, source.Session.ToString());
            EntryJson.WriteIds(json, "entries", source.Entries);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out IReadOnlyList<EntrySource> value)
    {
        value = [];
        var json = new JsonLineReader(bytes);
        var sources = new List<EntrySource>();
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            return false;
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            SessionId? session = null;
            IReadOnlyList<long> entries = [];
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString();
                json.Read();
                if (name is "session" && json.TokenType == JsonTokenType.String)
                    session = EntryValues.ParseSessionId(json.GetString()!);
                else if (name is not "entries" || !EntryValues.TryReadIds(ref json, out entries))
                    return false;
            }

            if (session is not { } id)
                return false;
            sources.Add(new EntrySource(id, entries));
        }

        value = sources;
        return json.TokenType == JsonTokenType.EndArray;
    }
}
