using System.Text;
using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>Reads one entry. Fields of the wrong shape, or that the entry's role or kind has no place for, are kept as unknown ones.</summary>
internal sealed class EntryReader
{
    private const EntryField FirstValue = EntryField.Sender;
    private const EntryField LastValue = EntryField.Sources;

    private readonly string?[] texts = new string?[(int)FirstValue];
    private (int Start, int Length)[]? values;
    private List<UnknownField>? unknown;
    private string content = "";
    private long id;
    private long turn;
    private DateTimeOffset at;
    private int left;

    private EntryReader()
    {
    }

    private delegate bool Parser<T>(ReadOnlySpan<byte> json, out T value);

    /// <summary>Reads an entry from the JSON object that the bytes hold.</summary>
    /// <param name="bytes">One JSON object.</param>
    /// <returns>The entry; its id, turn and time are zero where the object has none.</returns>
    /// <exception cref="JsonException">The bytes are not a JSON object, or it has no role.</exception>
    public static Entry Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var entry = new EntryReader();
            entry.ReadFields(bytes);
            return entry.Build(bytes);
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
            var field = EntryFields.Of(ref json);
            var name = field == EntryField.Unknown ? json.GetString() : null;
            json.Read();
            if (!Take(field, ref json))
                Keep(name ?? "original_" + EntryFields.NameOf(field), json.GetRawText());
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
            case EntryField.At:
                return json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out at);
            case EntryField.Content:
                return TakeContent(ref json);
            case >= FirstValue:
                values ??= new (int, int)[LastValue - FirstValue + 1];
                ref var place = ref values[field - FirstValue];
                left += place.Length == 0 ? 1 : 0;
                place = json.SkipValue();
                return true;
            default:
                if (json.TokenType != JsonTokenType.String)
                    return false;
                left += texts[(int)field] is null ? 1 : 0;
                texts[(int)field] = json.GetString()!;
                return true;
        }
    }

    private Entry Build(ReadOnlySpan<byte> bytes)
    {
        Entry entry = Text(EntryField.Role) switch
        {
            "user" => new UserEntry
            {
                Sender = Value<Sender?>(bytes, EntryField.Sender, EntryValues.TryReadSender),
                Source = Text(EntryField.Source),
                ReplyTo = Text(EntryField.ReplyTo),
                Attachments = Value<IReadOnlyList<Attachment>>(bytes, EntryField.Attachments, EntryValues.TryReadAttachments, []),
                Origin = Text(EntryField.Origin),
                Accepted = Text(EntryField.Accepted),
                PartOf = Text(EntryField.PartOf),
                Observed = Value<bool>(bytes, EntryField.Observed, EntryValues.TryReadBool),
                Door = Value<MessageOverrides?>(bytes, EntryField.Door, EntryValues.TryReadOverrides),
            },
            "assistant" => new AssistantEntry
            {
                Model = Text(EntryField.Model),
                ToolCalls = Value<IReadOnlyList<ToolCall>>(bytes, EntryField.ToolCalls, EntryValues.TryReadCalls, []),
                Reasoning = Text(EntryField.Reasoning),
                ReasoningProof = Value<string?>(bytes, EntryField.ReasoningProof, EntryValues.TryReadRaw),
                Usage = Value<Usage?>(bytes, EntryField.Usage, EntryValues.TryReadUsage),
                Context = Value<ContextRecord?>(bytes, EntryField.Context, ContextRecordJson.TryRead),
                Finish = Text(EntryField.Finish),
                Partial = Value<bool>(bytes, EntryField.Partial, EntryValues.TryReadBool),
                Heard = Ids(bytes, EntryField.Heard),
                Answers = Ids(bytes, EntryField.Answers),
                Noted = Ids(bytes, EntryField.Noted),
            },
            "tool" => new ToolEntry
            {
                ToolCallId = Text(EntryField.ToolCallId) ?? "",
                Name = Text(EntryField.Name) ?? "",
                Error = Value<bool>(bytes, EntryField.Error, EntryValues.TryReadBool),
                Blob = Text(EntryField.Blob),
                Sources = Value<IReadOnlyList<EntrySource>>(bytes, EntryField.Sources, EntrySourceJson.TryRead, []),
            },
            "system" => BuildSystem(bytes, Text(EntryField.Kind)),
            { } role => new OtherEntry { Role = role },
            null => throw new JsonException("An entry must have a role."),
        };
        if (left > 0)
            KeepLeft(bytes);
        return entry with { Id = id, At = at, Turn = turn, Content = content, Unknown = unknown ?? [] };
    }

    private SystemEntry BuildSystem(ReadOnlySpan<byte> bytes, string? kind)
    {
        var (actor, reason) = (Text(EntryField.Actor), Text(EntryField.Reason));
        SystemEntry entry = kind switch
        {
            SystemKinds.Summary => new SummaryEntry
            {
                Covers = Value<EntryRange?>(bytes, EntryField.Covers, EntryValues.TryReadRange),
                Except = Ids(bytes, EntryField.Except),
                Dropped = Value<IReadOnlyList<DroppedIdentifier>>(bytes, EntryField.Dropped, EntryValues.TryReadDropped, []),
                Model = Text(EntryField.Model),
                Usage = Value<Usage?>(bytes, EntryField.Usage, EntryValues.TryReadUsage),
            },
            SystemKinds.Shorten => new ShortenEntry { Covers = Value<EntryRange?>(bytes, EntryField.Covers, EntryValues.TryReadRange), Except = Ids(bytes, EntryField.Except) },
            SystemKinds.Pin => new PinEntry { Covers = Value<EntryRange?>(bytes, EntryField.Covers, EntryValues.TryReadRange), Except = Ids(bytes, EntryField.Except) },
            SystemKinds.Settings => new SettingsEntry { Model = Text(EntryField.Model), Queue = Text(EntryField.Queue), Budget = Value<IReadOnlyList<BudgetExtension>>(bytes, EntryField.Budget, BudgetExtension.TryReadAll, []) },
            SystemKinds.Clear => new ClearEntry(),
            SystemKinds.Undo => new UndoEntry { Undoes = Number(bytes, EntryField.Undoes) },
            SystemKinds.State => new StateEntry { State = Word(EntryField.State, SessionLifecycle.Parse), ForkedFrom = Word(EntryField.ForkedFrom, EntryValues.ParseSessionId) ?? EntryValues.ForkedFromIn(content) },
            SystemKinds.Notice or null => BuildNotice(bytes, reason),
            SystemKinds.Stop => new StopEntry { Stops = Number(bytes, EntryField.Stops), All = Value<bool>(bytes, EntryField.All, EntryValues.TryReadBool) },
            SystemKinds.Approval => new ApprovalEntry
            {
                ToolCallId = Text(EntryField.ToolCallId) ?? "",
                Name = Text(EntryField.Name) ?? "",
                ArgumentsHash = Text(EntryField.ArgumentsHash),
                Scope = Text(EntryField.Scope),
                Approvers = Value<IReadOnlyList<string>>(bytes, EntryField.Approvers, EntryValues.TryReadTexts, []),
                ExpiresAt = Word(EntryField.ExpiresAt, EntryValues.ParseMoment),
                Approves = Number(bytes, EntryField.Approves),
                Decision = Word(EntryField.Decision, EntryValues.ParseWord<ApprovalDecision>),
            },
            SystemKinds.Attachment => new AttachmentEntry
            {
                Of = Number(bytes, EntryField.Of),
                Index = Value<int>(bytes, EntryField.Index, EntryValues.TryReadCount),
                Name = Text(EntryField.Name),
                MediaType = Text(EntryField.MediaType),
                Size = Value<int>(bytes, EntryField.Size, EntryValues.TryReadCount),
                Blob = Text(EntryField.Blob),
                Failed = Text(EntryField.Failed),
            },
            SystemKinds.Correction => new CorrectionEntry
            {
                Corrects = Number(bytes, EntryField.Corrects),
                Source = Text(EntryField.Source),
                Sender = Value<Sender?>(bytes, EntryField.Sender, EntryValues.TryReadSender),
                EditedAt = Word(EntryField.EditedAt, EntryValues.ParseMoment),
                Removed = Value<bool>(bytes, EntryField.Removed, EntryValues.TryReadBool),
            },
            SystemKinds.Title => new TitleEntry(),
            SystemKinds.Fact => new FactEntry
            {
                Sender = Value<Sender?>(bytes, EntryField.Sender, EntryValues.TryReadSender),
                Of = Number(bytes, EntryField.Of),
                Proposed = Value<bool>(bytes, EntryField.Proposed, EntryValues.TryReadBool),
                Sources = Value<IReadOnlyList<EntrySource>>(bytes, EntryField.Sources, EntrySourceJson.TryRead, []),
            },
            SystemKinds.Tombstone => new TombstoneEntry { Heard = Ids(bytes, EntryField.Heard), Answers = Ids(bytes, EntryField.Answers), Fate = Word(EntryField.Fate, EntryValues.ParseWord<TurnFate>) },
            _ => new OtherSystemEntry(kind),
        };
        return entry with { Actor = actor, Reason = reason };
    }

    /// <summary>Earlier versions said what a notice is about in its reason.</summary>
    private NoticeEntry BuildNotice(ReadOnlySpan<byte> bytes, string? reason)
    {
        var (topic, mark) = (Word(EntryField.Topic, EntryValues.ParseWord<NoticeTopic>), Text(EntryField.Mark));
        if (topic is null && string.Equals(reason, "compaction", StringComparison.Ordinal))
            topic = NoticeTopic.Compaction;
        else if (topic is null && reason is not null && reason.StartsWith("budget ", StringComparison.Ordinal))
            (topic, mark) = (NoticeTopic.Budget, mark ?? reason);
        return new NoticeEntry
        {
            Heard = Ids(bytes, EntryField.Heard),
            Answers = Ids(bytes, EntryField.Answers),
            Fate = Word(EntryField.Fate, EntryValues.ParseWord<TurnFate>),
            Topic = topic,
            Mark = mark,
            Model = Text(EntryField.Model),
            Usage = Value<Usage?>(bytes, EntryField.Usage, EntryValues.TryReadUsage),
        };
    }

    /// <summary>Takes a text out, so that what nobody asked for is left.</summary>
    private string? Text(EntryField field)
    {
        var text = texts[(int)field];
        if (text is null)
            return null;
        texts[(int)field] = null;
        left--;
        return text;
    }

    /// <summary>Takes a text out that stands for something else; one that does not is left.</summary>
    private T? Word<T>(EntryField field, Func<string, T?> parse)
        where T : struct
    {
        if (texts[(int)field] is not { } text || parse(text) is not { } value)
            return null;
        Text(field);
        return value;
    }

    private IReadOnlyList<long> Ids(ReadOnlySpan<byte> bytes, EntryField field) => Value<IReadOnlyList<long>>(bytes, field, EntryValues.TryReadIds, []);

    private long? Number(ReadOnlySpan<byte> bytes, EntryField field) => Value<long?>(bytes, field, EntryValues.TryReadNumber);

    private T Value<T>(ReadOnlySpan<byte> bytes, EntryField field, Parser<T> parse, T none = default!)
    {
        if (values is null)
            return none;
        ref var place = ref values[field - FirstValue];
        if (place.Length == 0 || !TryParse(bytes.Slice(place.Start, place.Length), parse, out var value))
            return none;
        place = default;
        left--;
        return value;
    }

    private static bool TryParse<T>(ReadOnlySpan<byte> json, Parser<T> parse, out T value)
    {
        try
        {
            return parse(json, out value);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // Half a surrogate pair, say: what cannot be read is kept as it is.
            value = default!;
            return false;
        }
    }

    /// <summary>Keeps what has no place under its own name: a later version may know what it means.</summary>
    private void KeepLeft(ReadOnlySpan<byte> bytes)
    {
        for (var field = EntryField.Source; left > 0 && field < FirstValue; field++)
        {
            if (Text(field) is { } text)
                Keep(EntryFields.NameOf(field), EntryValues.Quote(text));
        }

        for (var field = FirstValue; left > 0 && field <= LastValue; field++)
        {
            var (start, length) = values?[field - FirstValue] ?? default;
            if (length > 0)
                Keep(EntryFields.NameOf(field), Encoding.UTF8.GetString(bytes.Slice(start, length)));
        }

        if (Text(EntryField.Kind) is { } kind)
            Keep("original_kind", EntryValues.Quote(kind));
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
        using var document = JsonDocument.Parse(json.GetRawText(), EntryJson.DeepJson);
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
}
