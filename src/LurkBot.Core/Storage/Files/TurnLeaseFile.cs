using System.Globalization;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>
/// The file beside a session's turn lock that says who holds the lock. The holder keeps it open and overwrites it in place, so a killed
/// process leaves behind which messages it had taken. A reader that sees it half written treats it as empty. Errors are ignored, since
/// the lock alone decides who holds the session; but that an approved call begins is written durably, or the call does not run.
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

    /// <summary>Reads who holds a session, the epoch of the newest lease, and which calls began.</summary>
    /// <param name="path">The file.</param>
    /// <returns>No owner when there is none, or it is just being written.</returns>
    public static LeaseRecord Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (IsOfFile(e))
        {
            return LeaseRecord.Empty;
        }
    }

    /// <summary>Reads what the last holder left.</summary>
    public LeaseRecord Read()
    {
        if (file is null)
            return LeaseRecord.Empty;
        try
        {
            var bytes = new byte[file.Length];
            file.Position = 0;
            return Parse(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (IsOfFile(e))
        {
            return LeaseRecord.Empty;
        }
    }

    /// <summary>Writes down who holds the session.</summary>
    public void Write(TurnLeaseOwner owner) => TryWrite(BytesOf(owner));

    /// <summary>Writes down who holds the session, durably.</summary>
    /// <exception cref="LurkBotException">It cannot be written.</exception>
    public void WriteDurably(TurnLeaseOwner owner)
    {
        try
        {
            if (file is null)
                throw new IOException("The file cannot be opened.");
            Write(BytesOf(owner));
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"The approved call did not run, since its beginning could not be written down: {e.Message.TrimEnd('.')}. Check free space and permissions of the home folder.", e);
        }
    }

    /// <summary>Leaves only the epoch, and which calls began without a result: the session is free.</summary>
    public void WriteReleased(long epoch, IReadOnlyList<long> begun)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("epoch"u8, epoch);
            WriteBegun(json, begun);
            json.WriteEndObject();
        }

        TryWrite(stream.ToArray());
    }

    public void Dispose() => file?.Dispose();

    private static bool IsOfFile(Exception e) => e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException;

    private static LeaseRecord Parse(ReadOnlySpan<byte> bytes)
    {
        var json = new JsonLineReader(bytes);
        var (who, host, process, since, epoch, attempt) = ((string?)null, "", 0L, 0L, 0L, 0L);
        var attempts = new Dictionary<long, int>();
        IReadOnlyList<long> messages = [];
        IReadOnlyList<long> begun = [];
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return LeaseRecord.Empty;
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
                case "begun":
                    EntryValues.TryReadIds(ref json, out begun);
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
            return new LeaseRecord(null, epoch, begun);
        var owner = new TurnLeaseOwner(who, host, (int)process, DateTimeOffset.FromUnixTimeMilliseconds(since)) { Epoch = epoch, Messages = messages, Attempt = (int)Math.Clamp(attempt, 0, int.MaxValue), Attempts = attempts, Begun = begun };
        return new LeaseRecord(owner, epoch, begun);
    }

    private static byte[] BytesOf(TurnLeaseOwner owner)
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
            WriteBegun(json, owner.Begun);
            json.WriteNumber("attempt"u8, owner.Attempt);
            json.WriteStartObject("attempts"u8);
            foreach (var (id, tried) in owner.Attempts)
                json.WriteNumber(id.ToString(CultureInfo.InvariantCulture), tried);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteBegun(Utf8JsonWriter json, IReadOnlyList<long> begun)
    {
        if (begun.Count > 0)
            EntryJson.WriteIds(json, "begun", begun);
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

    private void TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Write(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only for people to read, and for attempts to be counted.
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (file is null)
            return;
        file.Position = 0;
        file.Write(bytes);
        file.SetLength(bytes.Length);
    }
}
