using System.Text;
using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Reads one entry. Fields of the wrong shape, or that the entry's role has no place for, are kept as unknown ones.</summary>
internal sealed class EntryReader
{
    private readonly string?[] texts = new string?[(int)EntryField.Dropped + 1];
    private List<ToolCall>? calls;
    private List<UnknownField>? unknown;
    private string content = "";
    private long id;
    private long turn;
    private long? undoes;
    private DateTimeOffset at;
    private Sender? sender;
    private Usage? usage;
    private int textsLeft;
    private bool partial;
    private bool error;

    private EntryReader()
    {
    }

    /// <summary>Reads an entry from the JSON object that the bytes hold.</summary>
    /// <param name="bytes">One JSON object.</param>
    /// <returns>The entry; its id, turn and time are zero where the object has none.</returns>
    /// <exception cref="JsonException">The bytes are no JSON object, or it has no role.</exception>
    public static Entry Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var entry = new EntryReader();
            entry.ReadFields(bytes);
            return entry.Build();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new JsonException("The entry is damaged.", e);
        }
    }

    private void ReadFields(ReadOnlySpan<byte> bytes)
    {
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An entry must be a JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref json);
            var name = field == EntryField.Unknown ? json.GetString() : null;
            json.Read();
            if (!Take(field, ref json))
                Keep(name ?? "original_" + NameOf(field), json.GetRawText());
        }

        if (json.TokenType != JsonTokenType.EndObject || json.Read())
            throw new JsonException("The entry does not end where it should.");
    }

    private bool Take(EntryField field, ref JsonLineReader json)
    {
        switch (field)
        {
            case EntryField.Unknown:
                return false;
            case EntryField.Id:
                return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out id);
            case EntryField.Turn:
                return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out turn);
            case EntryField.Undoes:
                undoes = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) ? number : null;
                return undoes is not null;
            case EntryField.At:
                return json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out at);
            case EntryField.Content:
                return TakeContent(ref json);
            case EntryField.Sender:
                return json.TokenType == JsonTokenType.StartObject && TakeSender(ref json);
            case EntryField.Usage:
                return json.TokenType == JsonTokenType.StartObject && TakeUsage(ref json);
            case EntryField.ToolCalls:
                return json.TokenType == JsonTokenType.StartArray && TakeCalls(ref json);
            case EntryField.Attachments or EntryField.ReasoningProof or EntryField.Budget or EntryField.Context or EntryField.Covers or EntryField.Dropped:
                if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
                    return false;
                Set(field, json.GetRawText());
                return true;
            case EntryField.Partial or EntryField.Error:
                if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                    return false;
                if (field == EntryField.Partial)
                    partial = json.GetBoolean();
                else
                    error = json.GetBoolean();
                return true;
            default:
                if (json.TokenType != JsonTokenType.String)
                    return false;
                Set(field, json.GetString()!);
                return true;
        }
    }

    private Entry Build()
    {
        Entry entry = Text(EntryField.Role) switch
        {
            "user" => new UserEntry
            {
                Sender = sender,
                Source = Text(EntryField.Source),
                ReplyTo = Text(EntryField.ReplyTo),
                Attachments = Text(EntryField.Attachments),
                Origin = Text(EntryField.Origin),
            },
            "assistant" => new AssistantEntry
            {
                Model = Text(EntryField.Model),
                ToolCalls = calls ?? [],
                Reasoning = Text(EntryField.Reasoning),
                ReasoningProof = Text(EntryField.ReasoningProof),
                Usage = usage,
                Context = Text(EntryField.Context),
                Finish = Text(EntryField.Finish),
                Partial = partial,
            },
            "tool" => new ToolEntry
            {
                ToolCallId = Text(EntryField.ToolCallId) ?? "",
                Name = Text(EntryField.Name) ?? "",
                Error = error,
                Blob = Text(EntryField.Blob),
            },
            "system" => new SystemEntry
            {
                Kind = Text(EntryField.Kind) ?? SystemKinds.Notice,
                Actor = Text(EntryField.Actor),
                Reason = Text(EntryField.Reason),
                Undoes = undoes,
                State = Text(EntryField.State),
                Model = Text(EntryField.Model),
                Budget = Text(EntryField.Budget),
                Usage = usage,
                Covers = Text(EntryField.Covers),
                Dropped = Text(EntryField.Dropped),
            },
            { } role => new OtherEntry { Role = role },
            null => throw new JsonException("An entry must have a role."),
        };
        for (var field = EntryField.Unknown; textsLeft > 0 && field <= EntryField.Dropped; field++)
        {
            if (Text(field) is { } text)
                Keep("original_" + NameOf(field), field is EntryField.Attachments or EntryField.ReasoningProof or EntryField.Budget or EntryField.Context or EntryField.Covers or EntryField.Dropped ? text : Quote(text));
        }

        return entry with { Id = id, At = at, Turn = turn, Content = content, Unknown = unknown ?? [] };
    }

    private void Set(EntryField field, string text)
    {
        textsLeft += texts[(int)field] is null ? 1 : 0;
        texts[(int)field] = text;
    }

    /// <summary>Takes a text out, so that what nobody asked for is left.</summary>
    private string? Text(EntryField field)
    {
        var text = texts[(int)field];
        if (text is null)
            return null;
        texts[(int)field] = null;
        textsLeft--;
        return text;
    }

    private void Keep(string name, string json) => (unknown ??= []).Add(new UnknownField(name, json));

    /// <summary>Content in parts, as other programs write it: its texts become the content, the parts are kept beside it.</summary>
    private bool TakeContent(ref JsonLineReader json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            content = json.GetString()!;
            return true;
        }

        if (json.TokenType != JsonTokenType.StartArray)
            return json.TokenType == JsonTokenType.Null;
        using var document = JsonDocument.Parse(json.GetRawText(), SessionDocument.DeepJson);
        var parts = new List<string>();
        foreach (var part in document.RootElement.EnumerateArray())
        {
            var text = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text"u8, out var inner) ? inner : part;
            if (text.ValueKind == JsonValueKind.String)
                parts.Add(text.GetString()!);
        }

        content = string.Join('\n', parts);
        Keep("content_parts", document.RootElement.GetRawText());
        return true;
    }

    private bool TakeSender(ref JsonLineReader json)
    {
        var (person, name, trust) = ("", (string?)null, Trust.Low);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = json.ValueTextEquals("id"u8);
            var isName = json.ValueTextEquals("name"u8);
            var isTrust = json.ValueTextEquals("trust"u8);
            json.Read();
            if (json.TokenType != JsonTokenType.String)
                json.Skip();
            else if (isId)
                person = json.GetString()!;
            else if (isName)
                name = json.GetString();
            else if (isTrust)
                trust = json.ValueTextEquals("full"u8) ? Trust.Full : json.ValueTextEquals("partial"u8) ? Trust.Partial : Trust.Low;
        }

        sender = new Sender(person, name, trust);
        return true;
    }

    private bool TakeUsage(ref JsonLineReader json)
    {
        usage = UsageJson.Read(ref json);
        return true;
    }

    private bool TakeCalls(ref JsonLineReader json)
    {
        calls = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                continue;
            }

            var (call, name, arguments) = ("", "", "{}");
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isId = json.ValueTextEquals("id"u8);
                var isName = json.ValueTextEquals("name"u8);
                var isArguments = json.ValueTextEquals("arguments"u8);
                json.Read();
                if (isArguments)
                    arguments = json.GetRawText();
                else if (json.TokenType != JsonTokenType.String)
                    json.Skip();
                else if (isId)
                    call = json.GetString()!;
                else if (isName)
                    name = json.GetString()!;
            }

            calls.Add(new ToolCall(call, name, arguments));
        }

        return true;
    }

    private static string Quote(string text)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
            json.WriteStringValue(text);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>By length first: of a hundred entries this is asked a thousand times.</summary>
    private static EntryField FieldOf(ref JsonLineReader json) => json.ValueLength switch
    {
        2 => json.ValueTextEquals("id"u8) ? EntryField.Id
            : json.ValueTextEquals("at"u8) ? EntryField.At
            : EntryField.Unknown,
        4 => json.ValueTextEquals("turn"u8) ? EntryField.Turn
            : json.ValueTextEquals("role"u8) ? EntryField.Role
            : json.ValueTextEquals("name"u8) ? EntryField.Name
            : json.ValueTextEquals("kind"u8) ? EntryField.Kind
            : json.ValueTextEquals("blob"u8) ? EntryField.Blob
            : EntryField.Unknown,
        5 => json.ValueTextEquals("model"u8) ? EntryField.Model
            : json.ValueTextEquals("usage"u8) ? EntryField.Usage
            : json.ValueTextEquals("error"u8) ? EntryField.Error
            : json.ValueTextEquals("actor"u8) ? EntryField.Actor
            : json.ValueTextEquals("state"u8) ? EntryField.State
            : EntryField.Unknown,
        6 => json.ValueTextEquals("sender"u8) ? EntryField.Sender
            : json.ValueTextEquals("source"u8) ? EntryField.Source
            : json.ValueTextEquals("finish"u8) ? EntryField.Finish
            : json.ValueTextEquals("reason"u8) ? EntryField.Reason
            : json.ValueTextEquals("origin"u8) ? EntryField.Origin
            : json.ValueTextEquals("undoes"u8) ? EntryField.Undoes
            : json.ValueTextEquals("budget"u8) ? EntryField.Budget
            : json.ValueTextEquals("covers"u8) ? EntryField.Covers
            : EntryField.Unknown,
        7 => json.ValueTextEquals("content"u8) ? EntryField.Content
            : json.ValueTextEquals("context"u8) ? EntryField.Context
            : json.ValueTextEquals("partial"u8) ? EntryField.Partial
            : json.ValueTextEquals("dropped"u8) ? EntryField.Dropped
            : EntryField.Unknown,
        8 when json.ValueTextEquals("reply_to"u8) => EntryField.ReplyTo,
        9 when json.ValueTextEquals("reasoning"u8) => EntryField.Reasoning,
        10 when json.ValueTextEquals("tool_calls"u8) => EntryField.ToolCalls,
        11 when json.ValueTextEquals("attachments"u8) => EntryField.Attachments,
        15 when json.ValueTextEquals("reasoning_proof"u8) => EntryField.ReasoningProof,
        12 when json.ValueTextEquals("tool_call_id"u8) => EntryField.ToolCallId,
        _ => EntryField.Unknown,
    };

    private static string NameOf(EntryField field) => field switch
    {
        EntryField.ReplyTo => "reply_to",
        EntryField.ReasoningProof => "reasoning_proof",
        EntryField.ToolCalls => "tool_calls",
        EntryField.ToolCallId => "tool_call_id",
        _ => field.ToString().ToLowerInvariant(),
    };
}
