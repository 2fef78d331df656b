using System.Buffers;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Accounting;

/// <summary>One line of a ledger: a call, or a mark.</summary>
/// <param name="Call">The call; null for a mark.</param>
/// <param name="IsComplete">Whether it is the mark that all earlier calls of the day are in.</param>
internal sealed record DailyUsageLine(ModelCall? Call, bool IsComplete)
{
    /// <summary>The mark that all earlier calls of the day are in.</summary>
    public static ReadOnlySpan<byte> Complete => "{\"complete\":true}\n"u8;

    /// <summary>Writes a call and a line's end.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, ModelCall call)
    {
        using (var json = new Utf8JsonWriter(buffer, EntryJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("at"u8, EntryJson.Text(call.At));
            json.WriteString("session"u8, call.Session.Value);
            json.WriteNumber("entry"u8, call.Entry);
            json.WriteString("model"u8, call.Model);
            json.WriteString("person"u8, call.Person);
            if (call.Usage is { } usage)
            {
                json.WritePropertyName("usage"u8);
                UsageJson.Write(json, usage with { Unknown = [] });
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <returns>Null when it is damaged or of a later version.</returns>
    public static DailyUsageLine? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return Read(line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static DailyUsageLine? Read(ReadOnlySpan<byte> line)
    {
        var json = new JsonLineReader(line);
        var (at, session, entry, isComplete) = (default(DateTimeOffset), default(Guid), 0L, false);
        var (model, person, usage) = ((string?)null, (string?)null, (Usage?)null);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "at":
                    at = json.GetDateTimeOffset();
                    break;
                case "session":
                    session = json.GetGuid();
                    break;
                case "entry" when json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number):
                    entry = number;
                    break;
                case "model":
                    model = json.GetString();
                    break;
                case "person":
                    person = json.GetString();
                    break;
                case "usage" when json.TokenType == JsonTokenType.StartObject:
                    usage = UsageJson.Read(ref json);
                    break;
                case "complete":
                    isComplete = json.TokenType == JsonTokenType.True;
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return isComplete ? new DailyUsageLine(null, IsComplete: true)
            : session == default || entry < 1 ? null
            : new DailyUsageLine(new ModelCall(at, new SessionId(session), entry, model, usage) { Person = person }, IsComplete: false);
    }
}
