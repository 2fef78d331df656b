using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>Reads the values of an entry's fields. False when the JSON has another shape; then it is kept as it is.</summary>
internal static partial class EntryValues
{
    public static bool TryReadBool(ReadOnlySpan<byte> bytes, out bool value)
    {
        value = bytes.SequenceEqual("true"u8);
        return value || bytes.SequenceEqual("false"u8);
    }

    public static bool TryReadNumber(ReadOnlySpan<byte> bytes, out long? value)
    {
        var json = new JsonLineReader(bytes);
        json.Read();
        value = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) ? number : null;
        return value is not null;
    }

    /// <summary>A count or a place: a number from zero on.</summary>
    public static bool TryReadCount(ReadOnlySpan<byte> bytes, out int value)
    {
        value = TryReadNumber(bytes, out var number) && number is >= 0 and <= int.MaxValue ? (int)number : -1;
        return value >= 0;
    }

    public static bool TryReadRaw(ReadOnlySpan<byte> bytes, out string? value)
    {
        value = bytes[0] is (byte)'{' or (byte)'[' ? Encoding.UTF8.GetString(bytes) : null;
        return value is not null;
    }

    /// <summary>Ids of entries in ascending order, each once.</summary>
    public static bool TryReadIds(ReadOnlySpan<byte> bytes, out IReadOnlyList<long> value)
    {
        value = [];
        var json = new JsonLineReader(bytes);
        json.Read();
        return TryReadIds(ref json, out value);
    }

    /// <summary>Ids of entries; the reader stands at the value and is at its end afterwards when it is an array of ids.</summary>
    public static bool TryReadIds(ref JsonLineReader json, out IReadOnlyList<long> value)
    {
        value = [];
        if (json.TokenType != JsonTokenType.StartArray)
            return false;
        var (ids, sorted) = (new List<long>(), true);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var id) || id <= 0)
                return false;
            sorted &= ids.Count == 0 || id > ids[^1];
            ids.Add(id);
        }

        value = sorted ? ids : [.. ids.Distinct().Order()];
        return true;
    }

    public static bool TryReadRange(ReadOnlySpan<byte> bytes, out EntryRange? value)
    {
        value = null;
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            return false;
        if (!json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var first)
            || !json.Read() || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var last)
            || !json.Read() || json.TokenType != JsonTokenType.EndArray || first <= 0 || first > last)
        {
            return false;
        }

        value = new EntryRange(first, last);
        return true;
    }

    public static bool TryReadTexts(ReadOnlySpan<byte> bytes, out IReadOnlyList<string> value)
    {
        value = [];
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            return false;
        var texts = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.String)
                return false;
            texts.Add(json.GetString()!);
        }

        value = texts;
        return true;
    }

    public static bool TryReadUsage(ReadOnlySpan<byte> bytes, out Usage? value)
    {
        value = null;
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return false;
        value = UsageJson.Read(ref json);
        return true;
    }

    public static bool TryReadSender(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Sender? value)
    {
        value = null;
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return false;
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

        value = new Sender(person, name, trust);
        return true;
    }

    public static bool TryReadCalls(ReadOnlySpan<byte> bytes, out IReadOnlyList<ToolCall> value)
    {
        value = [];
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            return false;
        var calls = new List<ToolCall>();
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

        value = calls;
        return true;
    }

    public static bool TryReadDropped(ReadOnlySpan<byte> bytes, out IReadOnlyList<DroppedIdentifier> value)
    {
        value = [];
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            return false;
        var dropped = new List<DroppedIdentifier>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                return false;
            var (text, entry) = ((string?)null, 0L);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var (isText, isEntry) = (json.ValueTextEquals("identifier"u8), json.ValueTextEquals("entry"u8));
                json.Read();
                if (isText && json.TokenType == JsonTokenType.String)
                    text = json.GetString();
                else if (!isEntry || json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out entry))
                    return false;
            }

            if (text is null)
                return false;
            dropped.Add(new DroppedIdentifier(text, entry));
        }

        value = dropped;
        return true;
    }

    public static bool TryReadAttachments(ReadOnlySpan<byte> bytes, out IReadOnlyList<Attachment> value)
    {
        value = [];
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            return false;
        var attachments = new List<Attachment>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
                return false;
            attachments.Add(AttachmentJson.Read(ref json));
        }

        value = attachments;
        return true;
    }

    public static bool TryReadOverrides(ReadOnlySpan<byte> bytes, out MessageOverrides? value)
    {
        value = null;
        var json = new JsonLineReader(bytes);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return false;
        var read = new MessageOverrides("");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            if (name is "can_ask" && json.TokenType is JsonTokenType.True or JsonTokenType.False)
            {
                read = read with { CanAsk = json.GetBoolean() };
                continue;
            }

            // What a message asks for that is not understood must not be passed over: the turn would run otherwise than it was meant.
            if (json.TokenType != JsonTokenType.String)
                return false;
            var text = json.GetString()!;
            switch (name)
            {
                case "process":
                    read = read with { Process = text };
                    break;
                case "model":
                    read = read with { Model = text };
                    break;
                case "system_prompt":
                    read = read with { SystemPrompt = text };
                    break;
                case "workspace":
                    read = read with { Workspace = text };
                    break;
                case "subagent" when SubagentCharter.TryParse(text) is { } charter:
                    read = read with { Subagent = charter };
                    break;
                default:
                    return false;
            }
        }

        value = read;
        return true;
    }

    public static SessionId? ParseSessionId(string text) => Guid.TryParseExact(text, "D", out var id) ? new SessionId(id) : null;

    public static DateTimeOffset? ParseMoment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;

    /// <summary>Reads the lower-case word of an enumeration's value.</summary>
    public static T? ParseWord<T>(string text)
        where T : struct, Enum => text.Length > 0 && char.IsAsciiLetterLower(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    /// <summary>Earlier versions named the session that a fork comes from only in words.</summary>
    public static SessionId? ForkedFromIn(string content) =>
        content.StartsWith("Forked from ", StringComparison.Ordinal) && ForkNotice().Match(content) is { Success: true } match ? ParseSessionId(match.Groups["id"].Value) : null;

    /// <summary>A text as a JSON string.</summary>
    public static string Quote(string text)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
            json.WriteStringValue(text);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex("^Forked from .* \\(session (?<id>[0-9a-f-]{36})\\) after entry", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ForkNotice();
}
