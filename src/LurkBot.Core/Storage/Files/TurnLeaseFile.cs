using System.Globalization;
using System.Text;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>
/// The file beside a session's turn lock that says who holds the lock. The holder keeps it open and overwrites it in place, so a killed
/// process leaves behind which messages it had taken. A reader that sees it half written treats it as empty. Errors are ignored, since
/// the lock alone decides who holds the session.
/// </summary>
internal sealed class TurnLeaseFile : IDisposable
{
    private readonly FileStream? file;

    private TurnLeaseFile(FileStream? file) => this.file = file;

    /// <summary>Opens the file, or makes it; only the owner may read it.</summary>
    /// <param name="path">The file.</param>
    public static TurnLeaseFile Open(string path)
    {
        try
        {
            return new(PrivateFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null);
        }
    }

    /// <summary>Reads who holds a session, and the epoch of the newest lease.</summary>
    /// <param name="path">The file.</param>
    /// <returns>No owner when there is none, or it is just being written.</returns>
    public static (TurnLeaseOwner? Owner, long Epoch) Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (IsOfFile(e))
        {
            return default;
        }
    }

    /// <summary>Reads what the last holder left.</summary>
    public (TurnLeaseOwner? Owner, long Epoch) Read()
    {
        if (file is null)
            return default;
        try
        {
            var bytes = new byte[file.Length];
            file.Position = 0;
            return Parse(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (IsOfFile(e))
        {
            return default;
        }
    }

    /// <summary>Writes down who holds the session.</summary>
    public void Write(TurnLeaseOwner owner)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("epoch"u8, owner.Epoch);
            json.WriteString("who"u8, owner.Who);
            json.WriteString("host"u8, owner.Host);
            json.WriteNumber("process"u8, owner.ProcessId);
            json.WriteNumber("since"u8, owner.Since.ToUnixTimeMilliseconds());
            EntryJson.WriteIds(json, "messages", owner.Messages);
            json.WriteNumber("attempt"u8, owner.Attempt);
            json.WriteStartObject("attempts"u8);
            foreach (var (id, tried) in owner.Attempts)
                json.WriteNumber(id.ToString(CultureInfo.InvariantCulture), tried);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Leaves only the epoch: the session is free.</summary>
    public void WriteReleased(long epoch) => Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"epoch\":{epoch}}}")));

    public void Dispose() => file?.Dispose();

    private static bool IsOfFile(Exception e) => e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException;

    private static (TurnLeaseOwner? Owner, long Epoch) Parse(ReadOnlySpan<byte> bytes)
    {
        var json = new JsonLineReader(bytes);
        var (who, host, process, since, epoch, attempt) = ((string?)null, "", 0L, 0L, 0L, 0L);
        var attempts = new Dictionary<long, int>();
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
                case "attempts" when json.TokenType == JsonTokenType.StartObject:
                    ReadAttempts(ref json, attempts);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (who is null || process is < 0 or > int.MaxValue || since < 0 || since > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return (null, epoch);
        return (new TurnLeaseOwner(who, host, (int)process, DateTimeOffset.FromUnixTimeMilliseconds(since)) { Epoch = epoch, Messages = messages, Attempt = (int)Math.Clamp(attempt, 0, int.MaxValue), Attempts = attempts }, epoch);
    }

    private static void ReadAttempts(ref JsonLineReader json, Dictionary<long, int> attempts)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var tried))
                attempts[id] = (int)Math.Clamp(tried, 0, int.MaxValue);
            else
                json.Skip();
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (file is null)
                return;
            file.Position = 0;
            file.Write(bytes);
            file.SetLength(bytes.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only for people to read, and for attempts to be counted.
        }
    }
}
