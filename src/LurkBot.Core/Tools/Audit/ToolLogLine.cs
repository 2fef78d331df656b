using System.Buffers;
using System.Text.Json;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary>One call as a line of JSON.</summary>
internal static class ToolLogLine
{
    private const int LongestValue = 4000;

    /// <summary>Writes a record; secrets in it are masked, long values cut.</summary>
    /// <param name="record">The record.</param>
    /// <param name="redactor">Masks secrets.</param>
    /// <returns>The line, with its end.</returns>
    public static ReadOnlyMemory<byte> Write(ToolCallRecord record, SecretRedactor redactor)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at"u8, record.At.UtcDateTime);
            json.WriteString("session"u8, record.Session.ToString());
            json.WriteString("id"u8, record.SessionId.ToString());
            json.WriteNumber("turn"u8, record.Turn);
            json.WriteString("sender"u8, record.Sender);
            json.WriteString("call"u8, record.Call);
            json.WriteString("tool"u8, Cut(redactor.Redact(record.Tool)));
            json.WriteStartObject("arguments"u8);
            foreach (var (name, value) in record.Arguments)
                json.WriteString(Cut(redactor.RedactName(name)), SecretRedactor.IsSecretName(name) ? redactor.RedactValue(ArgumentText.Of(value)) : Cut(redactor.Redact(ArgumentText.Of(value))));
            json.WriteEndObject();
            json.WriteString("backend"u8, record.Backend);
            json.WriteString("outcome"u8, record.Outcome);
            if (record.Error is { } error)
                json.WriteString("error"u8, Cut(redactor.Redact(error)));
            if (record.ExitCode is { } code)
                json.WriteNumber("exit_code"u8, code);
            if (record.Duration is { } duration)
                json.WriteNumber("milliseconds"u8, Math.Round(duration.TotalMilliseconds, 1));
            if (record.PeakMemory is { } peak)
                json.WriteNumber("peak_memory_bytes"u8, peak);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>Whether a line is of a session.</summary>
    public static bool IsOf(JsonElement line, SessionId id) => Is(line, "id", id.ToString());

    /// <summary>A text of a line; null when it has none of that name.</summary>
    public static string? Text(JsonElement line, string field) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The turn of a line; zero for none.</summary>
    public static long Turn(JsonElement line) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty("turn", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var turn) ? turn : 0;

    /// <summary>Whether a field of a line holds a text.</summary>
    public static bool Is(JsonElement line, string field, string text) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static string Cut(string text) => text.Length <= LongestValue ? text : $"{text[..(char.IsHighSurrogate(text[LongestValue - 1]) ? LongestValue - 1 : LongestValue)]}… ({text.Length} characters)";
}
