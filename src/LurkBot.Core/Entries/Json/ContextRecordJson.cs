using System.Text;
using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>A response's <c>context</c> as the file writes it.</summary>
internal static class ContextRecordJson
{
    public static void Write(Utf8JsonWriter json, ContextRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("from"u8, record.From);
        json.WriteNumber("budget"u8, record.Budget);
        EntryJson.WriteIds(json, "summaries", record.Summaries);
        EntryJson.WriteIds(json, "pinned", record.Pinned);
        if (record.PinsFrom >= 0)
            json.WriteNumber("pins"u8, record.PinsFrom);
        if (record.ShortenedThrough > 0)
            json.WriteNumber("shortened"u8, record.ShortenedThrough);
        if (record.Zone is { } zone)
            json.WriteString("zone"u8, zone);
        if (record.IsBare)
            json.WriteBoolean("bare"u8, true);
        if (record.RecalledTokens > 0)
            json.WriteNumber("recalled_tokens"u8, record.RecalledTokens);
        if (record.Recalled.Count > 0)
        {
            json.WriteStartArray("recalled"u8);
            foreach (var part in record.Recalled)
            {
                json.WriteStartObject();
                if (part.Session is { } session)
                    json.WriteString("session"u8, session.ToString());
                json.WriteNumber("id"u8, part.Entry);
                if (part.Length > 0)
                {
                    json.WriteNumber("from"u8, part.From);
                    json.WriteNumber("length"u8, part.Length);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        EntrySourceJson.Write(json, record.Facts, "facts");
        foreach (var field in record.Unknown)
            EntryJson.WriteRaw(json, field.Name, field.Json);
        json.WriteEndObject();
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out ContextRecord? value)
    {
        value = null;
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return false;
        var (from, budget, pins, shortened, bare) = ((long?)null, (long?)null, -1L, 0L, false);
        string? zone = null;
        IReadOnlyList<long> summaries = [];
        IReadOnlyList<long> pinned = [];
        IReadOnlyList<EntrySource> facts = [];
        var (recalled, recalledTokens) = (new List<RecalledPart>(), 0);
        List<UnknownField>? unknown = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            var number = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var whole) ? whole : (long?)null;
            switch (name)
            {
                case "from":
                    from = number;
                    break;
                case "budget":
                    budget = number;
                    break;
                case "pins" when number is { } id:
                    pins = id;
                    break;
                case "shortened" when number is { } id:
                    shortened = id;
                    break;
                case "bare" when json.TokenType is JsonTokenType.True or JsonTokenType.False:
                    bare = json.GetBoolean();
                    break;
                case "zone" when json.TokenType == JsonTokenType.String:
                    zone = json.GetString();
                    break;
                case "summaries":
                    if (!EntryValues.TryReadIds(ref json, out summaries))
                        return false;
                    break;
                case "pinned":
                    if (!EntryValues.TryReadIds(ref json, out pinned))
                        return false;
                    break;
                case "recalled_tokens" when number is >= 0 and <= int.MaxValue and { } spent:
                    recalledTokens = (int)spent;
                    break;
                case "recalled" when TryReadParts(json.GetRawText(), recalled):
                    break;
                case "facts" when EntrySourceJson.TryRead(Encoding.UTF8.GetBytes(json.GetRawText()), out facts):
                    break;
                case "pins" or "shortened" or "zone" or "recalled_tokens" or "recalled" or "facts":
                    return false;
                default:
                    (unknown ??= []).Add(new UnknownField(name, json.GetRawText()));
                    break;
            }
        }

        if (from is not { } first || budget is not (>= int.MinValue and <= int.MaxValue and { } tokens))
            return false;
        value = new ContextRecord(first, (int)tokens, summaries, pinned, pins, shortened) { Zone = zone, IsBare = bare, Recalled = recalled, RecalledTokens = recalledTokens, Facts = facts };
        if (unknown is not null)
            value = value with { Unknown = unknown };
        return true;
    }

    private static bool TryReadParts(string text, List<RecalledPart> parts)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var part in document.RootElement.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("id"u8, out var id) || id.ValueKind != JsonValueKind.Number || !id.TryGetInt64(out var entry) || entry <= 0)
                return false;
            var (from, length) = (Number(part, "from"), Number(part, "length"));
            if (from < 0 || length < 0)
                return false;
            SessionId? session = null;
            if (part.TryGetProperty("session"u8, out var name) && (name.ValueKind != JsonValueKind.String || (session = EntryValues.ParseSessionId(name.GetString()!)) is null))
                return false;
            parts.Add(new RecalledPart(entry, from, length) { Session = session });
        }

        return true;
    }

    private static int Number(JsonElement part, string name) => !part.TryGetProperty(name, out var value) ? 0 : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : -1;
}
