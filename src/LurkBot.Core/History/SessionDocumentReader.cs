using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Reads the head and the trailer of a session file; on the way of every listing, so nothing here is slow to start.</summary>
internal static class SessionDocumentReader
{
    private static ReadOnlySpan<byte> HeadEnd => "\"messages\":["u8;

    private static ReadOnlySpan<byte> TrailerStart => "],\"updated_at\""u8;

    /// <summary>Reads the first line of the line layout.</summary>
    /// <returns>Null when the line is not of that layout.</returns>
    /// <exception cref="LurkBotException">A newer version wrote it.</exception>
    public static SessionHead? ReadHead(ReadOnlySpan<byte> line)
    {
        if (line.Length < HeadEnd.Length || !line[^HeadEnd.Length..].SequenceEqual(HeadEnd))
            return null;
        byte[] bytes = [.. line, (byte)']', (byte)'}'];
        try
        {
            return ReadHead(bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads the last line of the line layout.</summary>
    /// <returns>Null when the line is torn.</returns>
    public static SessionTally? ReadTrailer(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(TrailerStart) || line[^1] != (byte)'\n')
            return null;
        byte[] bytes = [(byte)'{', .. line[2..]];
        try
        {
            return ReadTrailer(bytes);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static SessionHead? ReadHead(byte[] bytes)
    {
        var json = new JsonLineReader(bytes);
        var (key, id, created, format) = ((string?)null, default(Guid), default(DateTimeOffset), 0);
        var (unknown, metadata) = ((List<UnknownField>?)null, (List<UnknownField>?)null);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "key":
                    key = json.GetString();
                    break;
                case "id":
                    id = json.GetGuid();
                    break;
                case "created_at":
                    created = json.GetDateTimeOffset();
                    break;
                case "format":
                    format = json.GetInt32();
                    break;
                case "type" or "channel" or "chat_id" or "messages":
                    json.Skip();
                    break;
                case "foreign_metadata":
                    metadata = ReadUnknown(ref json);
                    break;
                default:
                    (unknown ??= []).Add(new UnknownField(name, json.GetRawText()));
                    break;
            }
        }

        if (format > SessionHead.Format)
            throw new LurkBotException($"The session was written by a newer LurkBot (format {format}); update LurkBot to open it.");
        return format < 1 || key is null || id == default || !SessionKey.TryParse(key, out var parsed, out _)
            ? null
            : new SessionHead(parsed, new SessionId(id), created, unknown ?? [], metadata ?? []);
    }

    private static SessionTally? ReadTrailer(byte[] bytes)
    {
        var json = new JsonLineReader(bytes);
        var (updated, state, count) = ((DateTimeOffset?)null, SessionState.Active, (int?)null);
        var (model, chosen, tools) = ((string?)null, (string?)null, (List<string>?)null);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (name is "updated_at")
                updated = json.GetDateTimeOffset();
            else if (name is "state")
                state = SessionLifecycle.Parse(json.GetString()) ?? SessionState.Active;
            else if (name is "message_count")
                count = json.GetInt32();
            else if (name is "metadata")
                (model, chosen, tools) = ReadMetadata(ref json);
            else
                json.Skip();
        }

        // Whatever follows the document makes it torn.
        return updated is null || count is null || tools is null || json.TokenType != JsonTokenType.EndObject || json.Read()
            ? null
            : new SessionTally(updated.Value, state, count.Value, model, chosen, tools);
    }

    private static (string? Model, string? Chosen, List<string>? Tools) ReadMetadata(ref JsonLineReader json)
    {
        var (model, chosen, tools) = ((string?)null, (string?)null, (List<string>?)null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            if (name is "model" && json.TokenType == JsonTokenType.String)
                model = json.GetString();
            else if (name is "chosen_model" && json.TokenType == JsonTokenType.String)
                chosen = json.GetString();
            else if (name is "tools_used" && json.TokenType == JsonTokenType.StartArray)
                tools = ReadTexts(ref json);
            else
                json.Skip();
        }

        return (model, chosen, tools);
    }

    private static List<string> ReadTexts(ref JsonLineReader json)
    {
        var texts = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.String)
                texts.Add(json.GetString()!);
            else
                json.Skip();
        }

        return texts;
    }

    private static List<UnknownField> ReadUnknown(ref JsonLineReader json)
    {
        var fields = new List<UnknownField>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            fields.Add(new UnknownField(name, json.GetRawText()));
        }

        return fields;
    }
}
