using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Writes entries as JSON.</summary>
public static class EntryJson
{
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
        SessionLines.Write(buffer, entries, first: true);
        buffer.Write("\n]\n"u8);
        output.Write(buffer.WrittenSpan);
    }

    private static void WriteDetails(Utf8JsonWriter json, Entry entry)
    {
        switch (entry)
        {
            case UserEntry user:
                if (user.Sender is { } sender)
                {
                    json.WriteStartObject("sender"u8);
                    json.WriteString("id"u8, sender.Id);
                    WriteText(json, "name", sender.Name);
                    json.WriteString("trust"u8, TrustText(sender.Trust));
                    json.WriteEndObject();
                }

                WriteText(json, "source", user.Source);
                WriteText(json, "reply_to", user.ReplyTo);
                WriteRaw(json, "attachments", user.Attachments);
                WriteText(json, "origin", user.Origin);
                break;
            case AssistantEntry assistant:
                WriteText(json, "model", assistant.Model);
                WriteCalls(json, assistant.ToolCalls);
                WriteText(json, "reasoning", assistant.Reasoning);
                WriteRaw(json, "reasoning_proof", assistant.ReasoningProof);
                if (assistant.Usage is { } usage)
                {
                    json.WritePropertyName("usage"u8);
                    UsageJson.Write(json, usage);
                }

                WriteRaw(json, "context", assistant.Context);
                WriteText(json, "finish", assistant.Finish);
                if (assistant.Partial)
                    json.WriteBoolean("partial"u8, value: true);
                break;
            case ToolEntry tool:
                if (tool.Error)
                    json.WriteBoolean("error"u8, value: true);
                WriteText(json, "blob", tool.Blob);
                break;
            case SystemEntry system:
                WriteText(json, "actor", system.Actor);
                WriteText(json, "reason", system.Reason);
                if (system.Undoes is { } undoes)
                    json.WriteNumber("undoes"u8, undoes);
                WriteText(json, "state", system.State);
                WriteText(json, "model", system.Model);
                WriteRaw(json, "budget", system.Budget);
                if (system.Usage is { } spent)
                {
                    json.WritePropertyName("usage"u8);
                    UsageJson.Write(json, spent);
                }

                WriteRaw(json, "covers", system.Covers);
                WriteRaw(json, "dropped", system.Dropped);
                break;
        }
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

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, string? raw)
    {
        if (raw is null)
            return;
        json.WritePropertyName(name);
        json.WriteRawValue(OneLine(raw));
    }

    /// <summary>Trust as the file writes it.</summary>
    internal static string TrustText(Trust trust) => trust switch
    {
        Trust.Full => "full",
        Trust.Partial => "partial",
        _ => "low",
    };
}
