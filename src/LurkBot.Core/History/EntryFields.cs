using System.Text;
using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>The fields of one entry while it is read, before its role is known.</summary>
internal sealed class EntryFields
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> raws = new(StringComparer.Ordinal);
    private readonly List<ToolCall> calls = [];
    private string? role;
    private string content = "";
    private long id;
    private long turn;
    private long? undoes;
    private DateTimeOffset at;
    private Sender? sender;
    private Usage? usage;
    private bool partial;
    private bool error;

    /// <summary>Fields that are not known, or not of the known shape.</summary>
    public List<KeyValuePair<string, string>> Unknown { get; } = [];

    /// <summary>Whether the layout uses the name itself, so that a value of another shape needs another name.</summary>
    public static bool IsKnown(string name) => name is "id" or "at" or "turn" or "role" or "kind" or "content" or "sender" or "source"
        or "reply_to" or "attachments" or "origin" or "model" or "tool_calls" or "reasoning" or "usage" or "finish" or "partial"
        or "tool_call_id" or "name" or "error" or "blob" or "actor" or "reason" or "undoes" or "state" or "covers" or "dropped";

    /// <summary>Takes the value under the reader if the field is known and has the right shape.</summary>
    public bool Take(string name, ref Utf8JsonReader reader)
    {
        switch (name, reader.TokenType)
        {
            case ("id", JsonTokenType.Number):
                return reader.TryGetInt64(out id);
            case ("turn", JsonTokenType.Number):
                return reader.TryGetInt64(out turn);
            case ("undoes", JsonTokenType.Number) when reader.TryGetInt64(out var number):
                undoes = number;
                return true;
            case ("at", JsonTokenType.String):
                return reader.TryGetDateTimeOffset(out at);
            case ("role", JsonTokenType.String):
                role = reader.GetString();
                return true;
            case ("content", JsonTokenType.String):
                content = reader.GetString()!;
                return true;
            case ("content", JsonTokenType.Null):
                return true;
            case ("content", JsonTokenType.StartArray):
                Unknown.Add(new("content_parts", ReadParts(ref reader)));
                return true;
            case ("kind" or "model" or "reasoning" or "finish" or "source" or "reply_to" or "origin" or "tool_call_id" or "name"
                or "blob" or "actor" or "reason" or "state", JsonTokenType.String):
                texts[name] = reader.GetString()!;
                return true;
            case ("attachments" or "covers" or "dropped", JsonTokenType.StartArray or JsonTokenType.StartObject):
                raws[name] = Raw(ref reader);
                return true;
            case ("partial", JsonTokenType.True or JsonTokenType.False):
                partial = reader.GetBoolean();
                return true;
            case ("error", JsonTokenType.True or JsonTokenType.False):
                error = reader.GetBoolean();
                return true;
            case ("sender", JsonTokenType.StartObject):
                sender = ReadSender(ref reader);
                return true;
            case ("usage", JsonTokenType.StartObject):
                usage = ReadUsage(ref reader);
                return true;
            case ("tool_calls", JsonTokenType.StartArray):
                ReadCalls(ref reader);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The entry that the fields make; texts that its role has no place for are kept as unknown ones.</summary>
    public Entry Build()
    {
        Entry entry = role switch
        {
            "user" => new UserEntry
            {
                Sender = sender,
                Source = Text("source"),
                ReplyTo = Text("reply_to"),
                Attachments = raws.GetValueOrDefault("attachments"),
                Origin = Text("origin"),
            },
            "assistant" => new AssistantEntry
            {
                Model = Text("model"),
                ToolCalls = calls,
                Reasoning = Text("reasoning"),
                Usage = usage,
                Finish = Text("finish"),
                Partial = partial,
            },
            "tool" => new ToolEntry { ToolCallId = Text("tool_call_id") ?? "", Name = Text("name") ?? "", Error = error, Blob = Text("blob") },
            "system" => new SystemEntry
            {
                Kind = Text("kind") ?? SystemKinds.Notice,
                Actor = Text("actor"),
                Reason = Text("reason"),
                Undoes = undoes,
                State = Text("state"),
                Model = Text("model"),
                Covers = raws.GetValueOrDefault("covers"),
                Dropped = raws.GetValueOrDefault("dropped"),
            },
            not null => new OtherEntry { Role = role },
            null => throw new JsonException("An entry must have a role."),
        };
        foreach (var (name, text) in texts)
            Unknown.Add(new("original_" + name, Quote(text)));
        return entry with { Id = id, At = at, Turn = turn, Content = content, Unknown = Unknown };
    }

    private string? Text(string name) => texts.Remove(name, out var text) ? text : null;

    private static string Quote(string text)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
            json.WriteStringValue(text);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Raw(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    /// <summary>Content in parts, as other programs write it: its texts become the content, the parts are kept beside it.</summary>
    private string ReadParts(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        content = string.Join('\n', document.RootElement.EnumerateArray()
            .Select(part => part.ValueKind == JsonValueKind.String ? part.GetString() : part.ValueKind == JsonValueKind.Object ? Member(part, "text") : null)
            .Where(text => text is not null));
        return document.RootElement.GetRawText();
    }

    private static Sender ReadSender(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var value = document.RootElement;
        return new Sender(Member(value, "id") ?? "", Member(value, "name"), Member(value, "trust") switch
        {
            "full" => Trust.Full,
            "partial" => Trust.Partial,
            _ => Trust.Low,
        });
    }

    private static Usage ReadUsage(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var value = document.RootElement;
        return new Usage(Count(value, "input"), Count(value, "output"), Count(value, "cached"));
    }

    private void ReadCalls(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        foreach (var call in document.RootElement.EnumerateArray())
        {
            if (call.ValueKind != JsonValueKind.Object)
                continue;
            var arguments = call.TryGetProperty("arguments", out var value) ? value.GetRawText() : "{}";
            calls.Add(new ToolCall(Member(call, "id") ?? "", Member(call, "name") ?? "", arguments));
        }
    }

    private static string? Member(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static long Count(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var count) ? count : 0;
}
