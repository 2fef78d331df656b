using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LurkBot.History;

/// <summary>Who holds a session for a turn. It is kept beside the lock, for people to read and for attempts to be counted; the lock alone decides.</summary>
/// <param name="Who">The person.</param>
/// <param name="Host">The machine.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Since">Since when.</param>
public sealed record TurnLeaseOwner(string Who, string Host, int ProcessId, DateTimeOffset Since)
{
    /// <summary>The lease's number, which grows with each lease of the session; zero when it is not known.</summary>
    public long Epoch { get; init; }

    /// <summary>The messages that are answered now, and the question whose approved call runs; empty before they are chosen.</summary>
    public IReadOnlyList<long> Messages { get; init; } = [];

    /// <summary>How often these messages were tried, this time included; zero before they are chosen.</summary>
    public int Attempt { get; init; }

    /// <summary>The owner in words, such as <c>Ann (process 4711), since 10:31:07</c>, local time; on another machine with its name.</summary>
    /// <returns>Words for a message.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Who} (process {ProcessId}{(Host.Length == 0 || string.Equals(Host, Environment.MachineName, StringComparison.Ordinal) ? "" : $" on {Host}")}), since {Since.LocalDateTime:HH:mm:ss}");

    /// <summary>Writes it to a file that only the owner can read; a failure leaves others without a name to show.</summary>
    internal void Write(string path)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("epoch"u8, Epoch);
            json.WriteString("who"u8, Who);
            json.WriteString("host"u8, Host);
            json.WriteNumber("process"u8, ProcessId);
            json.WriteNumber("since"u8, Since.ToUnixTimeMilliseconds());
            EntryJson.WriteIds(json, "messages", Messages);
            json.WriteNumber("attempt"u8, Attempt);
            json.WriteEndObject();
        }

        Write(path, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Leaves only the epoch: nobody holds the session.</summary>
    internal static void WriteReleased(string path, long epoch) => Write(path, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"epoch\":{epoch}}}")));

    /// <summary>Reads who holds the session, and the epoch of the newest lease.</summary>
    /// <returns>No owner when nobody does, or it is just being written.</returns>
    internal static (TurnLeaseOwner? Owner, long Epoch) Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            return default;
        }
    }

    private static (TurnLeaseOwner? Owner, long Epoch) Parse(byte[] bytes)
    {
        var json = new JsonLineReader(bytes);
        var (who, host, process, since, epoch, attempt) = ((string?)null, "", 0L, 0L, 0L, 0L);
        IReadOnlyList<long> messages = [];
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            var number = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var whole) ? whole : 0;
            switch (name)
            {
                case "epoch":
                    epoch = number;
                    break;
                case "who":
                    who = json.GetString();
                    break;
                case "host":
                    host = json.GetString() ?? "";
                    break;
                case "process":
                    process = number;
                    break;
                case "since":
                    since = number;
                    break;
                case "attempt":
                    attempt = number;
                    break;
                case "messages":
                    EntryValues.TryReadIds(ref json, out messages);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (who is null || process is < 0 or > int.MaxValue || since < 0 || since > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return (null, epoch);
        return (new TurnLeaseOwner(who, host, (int)process, DateTimeOffset.FromUnixTimeMilliseconds(since)) { Epoch = epoch, Messages = messages, Attempt = (int)Math.Clamp(attempt, 0, int.MaxValue) }, epoch);
    }

    private static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            // In place: a killed process must leave what it had taken, and readers take half of it for none.
            using var file = PrivateFile.Open(path, FileMode.OpenOrCreate, bufferSize: 0);
            file.Write(bytes);
            file.SetLength(bytes.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only for people to read, and for attempts to be counted.
        }
    }
}
