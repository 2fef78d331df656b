using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

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
        try
        {
            return ReadHeadFields(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads the last line of the line layout.</summary>
    /// <returns>Null when the line is torn.</returns>
    public static SessionProjection? ReadTrailer(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(TrailerStart) || line[^1] != (byte)'\n')
            return null;
        try
        {
            return ReadTrailerFields(line[2..]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static SessionHead? ReadHeadFields(ReadOnlySpan<byte> line)
    {
        var json = new JsonLineReader(line);
        var (key, id, created, format) = ((string?)null, default(Guid), default(DateTimeOffset), 0);
        var (unknown, metadata) = ((List<UnknownField>?)null, (List<UnknownField>?)null);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName && !json.ValueTextEquals("messages"u8))
        {
            if (json.ValueTextEquals("key"u8))
                key = json.Read() ? json.GetString() : null;
            else if (json.ValueTextEquals("id"u8))
                id = json.Read() ? json.GetGuid() : default;
            else if (json.ValueTextEquals("created_at"u8))
                created = json.Read() ? json.GetDateTimeOffset() : default;
            else if (json.ValueTextEquals("format"u8))
                format = json.Read() ? json.GetInt32() : 0;
            else if (json.ValueTextEquals("type"u8) || json.ValueTextEquals("channel"u8) || json.ValueTextEquals("chat_id"u8))
                json.Skip();
            else if (json.ValueTextEquals("foreign_metadata"u8))
                metadata = json.Read() ? ReadUnknown(ref json) : null;
            else
                (unknown ??= []).Add(ReadField(ref json));
        }

        if (format > SessionHead.Format)
            throw new LurkBotException($"The session was written by a newer LurkBot (format {format}); update LurkBot to open it.");
        // Else what follows the first "messages" is not the entries, and no JSON tool reads the file.
        var isWhole = json.TokenType == JsonTokenType.PropertyName && json.Read() && json.TokenType == JsonTokenType.StartArray && json.IsAtEnd;
        return !isWhole || format < 1 || key is null || id == default || !SessionKey.TryParse(key, out var parsed, out _)
            ? null
            : new SessionHead(parsed, new SessionId(id), created, unknown ?? [], metadata ?? []);
    }

    private static SessionProjection? ReadTrailerFields(ReadOnlySpan<byte> rest)
    {
        var json = JsonLineReader.Inside(rest);
        var (updated, state, count) = ((DateTimeOffset?)null, SessionState.Active, (int?)null);
        var (model, chosen, queue, tools) = ((string?)null, (string?)null, (QueueMode?)null, (List<string>?)null);
        var (turns, home, open) = ((TurnState?)null, (string?)null, (IReadOnlyList<OpenTurn>?)[]);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("updated_at"u8))
                updated = json.Read() ? json.GetDateTimeOffset() : null;
            else if (json.ValueTextEquals("state"u8))
                state = json.Read() ? SessionLifecycle.Parse(json.GetString()) ?? SessionState.Active : state;
            else if (json.ValueTextEquals("message_count"u8))
                count = json.Read() ? json.GetInt32() : null;
            else if (json.ValueTextEquals("pending"u8))
                turns = json.Read() && EntryValues.TryReadIds(ref json, out var pending) ? (turns ?? TurnState.Empty) with { Pending = pending } : null;
            else if (json.ValueTextEquals("home"u8))
                home = json.Read() ? json.GetString() : null;
            else if (json.ValueTextEquals("open"u8))
                open = json.Read() && json.TokenType == JsonTokenType.StartArray ? ReadOpenTurns(ref json) : null;
            else if (json.ValueTextEquals("metadata"u8))
                (model, chosen, queue, tools) = json.Read() ? ReadMetadata(ref json) : default;
            else
                json.Skip();
        }

        // Whatever follows the document makes it torn.
        return updated is null || count is null || tools is null || json.TokenType != JsonTokenType.EndObject || json.Read()
            ? null
            : new SessionProjection(updated.Value, state, count.Value, model, chosen, tools) { ChosenQueueMode = queue, Turns = turns is null || open is null ? null : turns with { Home = home, Open = open } };
    }

    private static List<OpenTurn>? ReadOpenTurns(ref JsonLineReader json)
    {
        var turns = new List<OpenTurn>();
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            var (turn, heard) = (0L, (IReadOnlyList<long>)[]);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var (isTurn, isHeard) = (json.ValueTextEquals("turn"u8), json.ValueTextEquals("heard"u8));
                json.Read();
                if (isTurn && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out turn))
                    continue;
                if (!isHeard || !EntryValues.TryReadIds(ref json, out heard))
                    return null;
            }

            turns.Add(new OpenTurn(turn, heard));
        }

        return json.TokenType == JsonTokenType.EndArray ? turns : null;
    }

    private static (string? Model, string? Chosen, QueueMode? Queue, List<string>? Tools) ReadMetadata(ref JsonLineReader json)
    {
        var (model, chosen, queue, tools) = ((string?)null, (string?)null, (QueueMode?)null, (List<string>?)null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (isModel, isChosen, isQueue, isTools) = (json.ValueTextEquals("model"u8), json.ValueTextEquals("chosen_model"u8), json.ValueTextEquals("queue_mode"u8), json.ValueTextEquals("tools_used"u8));
            json.Read();
            if (isModel && json.TokenType == JsonTokenType.String)
                model = json.GetString();
            else if (isChosen && json.TokenType == JsonTokenType.String)
                chosen = json.GetString();
            else if (isQueue && json.TokenType == JsonTokenType.String)
                queue = QueueModeExtensions.Parse(json.GetString());
            else if (isTools && json.TokenType == JsonTokenType.StartArray)
                tools = ReadTexts(ref json);
            else
                json.Skip();
        }

        return (model, chosen, queue, tools);
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
            fields.Add(ReadField(ref json));
        return fields;
    }

    private static UnknownField ReadField(ref JsonLineReader json)
    {
        var name = json.GetString()!;
        json.Read();
        return new UnknownField(name, json.GetRawText());
    }
}
