using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>Writes entries as JSON.</summary>
internal static class EntryJson
{
    /// <summary>Foreign documents may nest as deeply as ours.</summary>
    internal static readonly JsonDocumentOptions DeepJson = new() { MaxDepth = 1000 };

    /// <summary>Readable text in the file: only what JSON demands is escaped.</summary>
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Moments as the file writes them: UTC, milliseconds.</summary>
    internal static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Raw JSON without line breaks, which only stand between its tokens; those that JSON allows in strings stay.</summary>
    internal static string OneLine(string raw) => raw.Replace('\r', ' ').Replace('\n', ' ');

    /// <summary>A text as it stands between the quotes in the file.</summary>
    internal static string Escaped(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);

    /// <summary>The role of an entry as the file writes it.</summary>
    internal static string Role(Entry entry) => entry switch
    {
        UserEntry => "user",
        AssistantEntry => "assistant",
        ToolEntry => "tool",
        SystemEntry => "system",
        OtherEntry other => other.Role,
        _ => throw new ArgumentOutOfRangeException(nameof(entry)),
    };

    /// <summary>Writes one entry as a JSON object.</summary>
    internal static void Write(Utf8JsonWriter json, Entry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, entry.Id);
        json.WriteString("at"u8, Text(entry.At));
        json.WriteNumber("turn"u8, entry.Turn);
        json.WriteString("role"u8, Role(entry));
        if (entry is SystemEntry system)
            json.WriteString("kind"u8, system.Kind);
        if (entry is ToolEntry tool)
        {
            json.WriteString("tool_call_id"u8, tool.ToolCallId);
            json.WriteString("name"u8, tool.Name);
        }

        json.WriteString("content"u8, entry.Content);
        WriteDetails(json, entry);
        foreach (var field in entry.Unknown)
            WriteRaw(json, field.Name, field.Json);
        json.WriteEndObject();
    }

    /// <summary>Writes entries as one array, each on a line, with the fields of the session file.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="entries">The entries.</param>
    public static void WriteArray(Stream output, IReadOnlyList<Entry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("["u8);
        EntryLines.Write(buffer, entries, first: true);
        buffer.Write("\n]\n"u8);
        output.Write(buffer.WrittenSpan);
    }

    private static void WriteDetails(Utf8JsonWriter json, Entry entry)
    {
        switch (entry)
        {
            case UserEntry user:
                WriteSender(json, user.Sender);
                WriteText(json, "source", user.Source);
                WriteText(json, "reply_to", user.ReplyTo);
                AttachmentJson.Write(json, user.Attachments);
                WriteText(json, "origin", user.Origin);
                WriteText(json, "accepted", user.Accepted);
                WriteText(json, "part_of", user.PartOf);
                WriteFlag(json, "observed", user.Observed);
                WriteOverrides(json, user.Door);
                break;
            case AssistantEntry assistant:
                WriteText(json, "model", assistant.Model);
                WriteCalls(json, assistant.ToolCalls);
                WriteText(json, "reasoning", assistant.Reasoning);
                WriteRaw(json, "reasoning_proof", assistant.ReasoningProof);
                WriteUsage(json, assistant.Usage);
                if (assistant.Context is { } context)
                {
                    json.WritePropertyName("context"u8);
                    ContextRecordJson.Write(json, context);
                }

                WriteText(json, "finish", assistant.Finish);
                WriteFlag(json, "partial", assistant.Partial);
                WriteMark(json, assistant);
                WriteIds(json, "noted", assistant.Noted);
                break;
            case ToolEntry tool:
                WriteFlag(json, "error", tool.Error);
                WriteText(json, "blob", tool.Blob);
                EntrySourceJson.Write(json, tool.Sources);
                break;
            case SystemEntry system:
                WriteText(json, "actor", system.Actor);
                WriteText(json, "reason", system.Reason);
                SystemEntryJson.Write(json, system);
                break;
        }
    }

    internal static void WriteSender(Utf8JsonWriter json, Sender? sender)
    {
        if (sender is null)
            return;
        json.WriteStartObject("sender"u8);
        json.WriteString("id"u8, sender.Id);
        WriteText(json, "name", sender.Name);
        json.WriteString("trust"u8, TrustText(sender.Trust));
        json.WriteEndObject();
    }

    internal static void WriteUsage(Utf8JsonWriter json, Usage? usage)
    {
        if (usage is null)
            return;
        json.WritePropertyName("usage"u8);
        UsageJson.Write(json, usage);
    }

    internal static void WriteMark(Utf8JsonWriter json, ITurnMark mark)
    {
        WriteIds(json, "heard", mark.Heard);
        WriteIds(json, "answers", mark.Answers);
    }

    internal static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyList<long> ids)
    {
        if (ids.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var id in ids)
            json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    internal static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
    }

    internal static void WriteFlag(Utf8JsonWriter json, string name, bool flag)
    {
        if (flag)
            json.WriteBoolean(name, value: true);
    }

    private static void WriteOverrides(Utf8JsonWriter json, MessageOverrides? door)
    {
        if (door is null)
            return;
        json.WriteStartObject("door"u8);
        json.WriteString("process"u8, door.Process);
        WriteText(json, "model", door.Model);
        WriteText(json, "system_prompt", door.SystemPrompt);
        WriteText(json, "workspace", door.Workspace);
        if (!door.CanAsk)
            json.WriteBoolean("can_ask"u8, value: false);
        WriteText(json, "subagent", door.Subagent?.ToString());
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<ToolCall> calls)
    {
        if (calls.Count == 0)
            return;
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteString("name"u8, call.Name);
            WriteRaw(json, "arguments", call.Arguments);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    internal static void WriteRaw(Utf8JsonWriter json, string name, string? raw)
    {
        if (raw is null)
            return;
        json.WritePropertyName(name);
        WriteRaw(json, raw);
    }

    /// <summary>Writes JSON as it is. The writer's own check stops at 64 levels.</summary>
    /// <exception cref="JsonException">It is not JSON, or nests deeper than 1000.</exception>
    internal static void WriteRaw(Utf8JsonWriter json, string raw)
    {
        var line = Encoding.UTF8.GetBytes(OneLine(raw));
        var check = new JsonLineReader(line);
        while (check.Read())
        {
            // It throws at what is wrong.
        }

        json.WriteRawValue(line, skipInputValidation: true);
    }

    /// <summary>Trust as the file writes it.</summary>
    internal static string TrustText(Trust trust) => trust switch
    {
        Trust.Full => "full",
        Trust.Partial => "partial",
        _ => "low",
    };
}
