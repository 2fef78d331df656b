using System.Buffers;
using System.Text;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Writes the head and the trailer of a session file, and reads whole files of other layouts.</summary>
internal static class SessionDocument
{
    private static readonly JsonWriterOptions FragmentOptions = EntryJson.WriterOptions with { SkipValidation = true };

    /// <summary>The first line, without its line break.</summary>
    public static byte[] WriteHead(SessionHead head)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("key"u8, head.Key.ToString());
            json.WriteString("type"u8, head.Key.Type.ToText());
            json.WriteString("channel"u8, head.Key.Channel);
            json.WriteString("chat_id"u8, head.Key.ChatId);
            json.WriteString("created_at"u8, EntryJson.Text(head.CreatedAt));
            json.WriteNumber("format"u8, SessionHead.Format);
            json.WriteString("id"u8, head.Id.ToString());
            WriteUnknown(json, head.Unknown);
            if (head.UnknownMetadata.Count > 0)
            {
                json.WriteStartObject("foreign_metadata"u8);
                WriteUnknown(json, head.UnknownMetadata);
                json.WriteEndObject();
            }

            json.WriteStartArray("messages"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray()[..^2];
    }

    /// <summary>Writes the last line: from the line break and closing bracket behind the entries to the end of the file.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="head">The session.</param>
    /// <param name="tally">What it sums up to.</param>
    public static void WriteTrailer(IBufferWriter<byte> output, SessionHead head, SessionProjection tally)
    {
        // An object whose opening brace gives way to the bracket that closes the entries.
        output.Write("\n],"u8);
        using var json = new Utf8JsonWriter(output, FragmentOptions);
        json.WriteString("updated_at"u8, EntryJson.Text(tally.UpdatedAt));
        json.WriteString("state"u8, tally.State.ToText());
        json.WriteNumber("message_count"u8, tally.MessageCount);
        WriteTurns(json, tally.Turns);
        json.WriteStartObject("metadata"u8);
        if (tally.Model is not null)
            json.WriteString("model"u8, tally.Model);
        if (tally.ChosenModel is not null)
            json.WriteString("chosen_model"u8, tally.ChosenModel);
        if (tally.ChosenQueueMode is { } queue)
            json.WriteString("queue_mode"u8, queue.ToText());
        json.WriteStartArray("tools_used"u8);
        foreach (var tool in head.UnknownMetadata.Count == 0 ? tally.ToolsUsed : [.. ForeignTools(head).Union(tally.ToolsUsed, StringComparer.Ordinal)])
            json.WriteStringValue(tool);
        json.WriteEndArray();
        foreach (var field in head.UnknownMetadata)
        {
            if (field.Name is not ("tools_used" or "chosen_model" or "queue_mode") && (field.Name is not "model" || tally.Model is null))
                WriteUnknown(json, [field]);
        }

        json.WriteEndObject();
        json.Flush();
        output.Write("}\n"u8);
    }

    /// <summary>Its presence tells that the version that wrote last knows what is pending.</summary>
    private static void WriteTurns(Utf8JsonWriter json, TurnState? turns)
    {
        if (turns is null)
            return;
        json.WriteStartArray("pending"u8);
        foreach (var id in turns.Pending)
            json.WriteNumberValue(id);
        json.WriteEndArray();
        if (turns.Pending.Count > 0)
            json.WriteString("home"u8, turns.Home);
        if (turns.Open.Count == 0)
            return;
        json.WriteStartArray("open"u8);
        foreach (var turn in turns.Open)
        {
            json.WriteStartObject();
            json.WriteNumber("turn"u8, turn.Turn);
            EntryJson.WriteIds(json, "heard", turn.Heard);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads a file of another layout: the pretty-printed document of the spec, or one that somebody edited.</summary>
    /// <exception cref="JsonException">It is no such document.</exception>
    public static (SessionHead Head, IReadOnlyList<Entry> Entries) ReadForeign(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            using var document = JsonDocument.Parse(bytes, EntryJson.DeepJson);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
                throw new JsonException("It has no messages.");
            var head = Head(root);
            var entries = new List<Entry>();
            var ids = new Dictionary<long, long>();
            var (at, turn) = (head.CreatedAt, 0L);
            foreach (var message in messages.EnumerateArray())
            {
                var entry = EntryReader.Read(Encoding.UTF8.GetBytes(message.GetRawText()));
                at = entry.At == default ? at : entry.At;
                turn = entry.Turn > 0 ? entry.Turn : entry is UserEntry || turn == 0 ? turn + 1 : turn;
                ids[entry.Id] = entries.Count + 1;
                entries.Add(entry with { Id = entries.Count + 1, At = at, Turn = turn });
            }

            // Entries refer to each other by the ids that the document had.
            for (var i = 0; i < entries.Count && ids.Any(pair => pair.Key != pair.Value); i++)
                entries[i] = EntryReferences.Move(entries[i], ids);

            if (entries.Count > 0 && Moment(root, "updated_at") is { } updated && entries[^1].At == head.CreatedAt && updated > head.CreatedAt)
                entries[^1] = entries[^1] with { At = updated };
            return (head, entries);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or LurkBotException)
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static SessionHead Head(JsonElement root)
    {
        var key = root.TryGetProperty("key", out var text) && text.ValueKind == JsonValueKind.String
            ? SessionKey.Parse(text.GetString()!)
            : throw new JsonException("It has no session key.");
        var created = Moment(root, "created_at") ?? DateTimeOffset.UnixEpoch;
        var id = root.TryGetProperty("id", out var value) && value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var guid)
            ? new SessionId(guid)
            : SessionId.Derive(key, created);
        var metadata = new List<UnknownField>();
        foreach (var name in (string[])["foreign_metadata", "metadata"])
        {
            if (root.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Object)
                metadata.AddRange(Fields(values).Where(field => metadata.TrueForAll(known => !string.Equals(known.Name, field.Name, StringComparison.Ordinal))));
        }

        var unknown = Fields(root).Where(field => !IsKnown(field.Name)).ToList();
        if (root.TryGetProperty("id", out var other) && id.ToString() != other.ToString())
            unknown.Add(new UnknownField("original_id", other.GetRawText()));
        if (root.TryGetProperty("created_at", out var began) && Moment(root, "created_at") is null)
            unknown.Add(new UnknownField("original_created_at", began.GetRawText()));
        return new SessionHead(key, id, created, unknown, metadata);
    }

    private static IEnumerable<string> ForeignTools(SessionHead head)
    {
        var raw = head.UnknownMetadata.FirstOrDefault(field => field.Name is "tools_used")?.Json ?? "[]";
        using var document = JsonDocument.Parse(raw, EntryJson.DeepJson);
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Where(tool => tool.ValueKind == JsonValueKind.String).Select(tool => tool.GetString()!)]
            : [];
    }

    private static bool IsKnown(string name) => name is "key" or "type" or "channel" or "chat_id" or "created_at" or "format" or "id"
        or "messages" or "updated_at" or "state" or "message_count" or "pending" or "home" or "open" or "metadata" or "foreign_metadata";

    private static IEnumerable<UnknownField> Fields(JsonElement value) =>
        value.EnumerateObject().Select(field => new UnknownField(field.Name, field.Value.GetRawText()));

    private static DateTimeOffset? Moment(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var moment) ? moment : null;

    private static void WriteUnknown(Utf8JsonWriter json, IReadOnlyList<UnknownField> fields)
    {
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Name);
            EntryJson.WriteRaw(json, field.Json);
        }
    }
}
