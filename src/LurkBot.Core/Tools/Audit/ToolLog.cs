using System.Text;
using System.Text.Json;
using LurkBot.Interop;
using LurkBot.Storage;
using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>
/// The record of all calls: one line of JSON each in <c>logs/tools.jsonl</c> of the home, for its owner alone, written when the call has
/// ended. One that is killed with LurkBot gets its line at the next look. A full file is put aside as <c>tools.1.jsonl</c>; the oldest goes.
/// Thread-safe, between processes too.
/// </summary>
/// <param name="home">LurkBot's home; absolute.</param>
/// <param name="secrets">Known secrets, which are masked.</param>
internal sealed class ToolLog(string home, IEnumerable<string> secrets)
{
    private const int KeptFiles = 5;

    private readonly Lock gate = new();
    private readonly SecretRedactor redactor = new(secrets);
    private readonly string folder = Path.Combine(home, "logs");
    private readonly RunningCalls running = new(Path.Combine(home, "logs", ".running"));

    /// <summary>How large a file gets, in bytes.</summary>
    /// <value>Default: 10 MiB.</value>
    public long FullAt { get; init; } = 10L << 20;

    private string Newest => NameOf(0);

    /// <summary>All lines of the files that are there, the oldest first. A line that is no JSON is passed over.</summary>
    /// <returns>Each with its bytes' text.</returns>
    /// <exception cref="LurkBotException">The lines of killed calls cannot be added.</exception>
    public IEnumerable<JsonElement> Read()
    {
        if (running.HasAny())
            Change(() => running.TakeKilled(AppendKilled));
        foreach (var path in Files())
        {
            foreach (var line in Lines(path))
            {
                if (Parse(line) is { } parsed)
                    yield return parsed;
            }
        }
    }

    /// <summary>Adds a call that was refused before it began.</summary>
    /// <param name="session">The session.</param>
    /// <param name="turn">The turn that calls.</param>
    /// <param name="sender">The id of whoever spoke.</param>
    /// <param name="call">The call.</param>
    /// <param name="why">Why it was.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LurkBotException">It cannot be written.</exception>
    public void AppendRefused(IStoredSession session, long turn, string sender, FunctionCallContent call, string why, TimeProvider time) =>
        Append(new ToolCallRecord(time.GetUtcNow(), session.Info.Key, session.Info.Id, turn, sender, call.Name, "refused") { Arguments = call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), Backend = "none", Error = why });

    /// <summary>Adds a record.</summary>
    /// <exception cref="LurkBotException">It cannot be written.</exception>
    internal void Append(ToolCallRecord record) => End(null, record);

    /// <summary>Writes down that a call begins; it must be ended.</summary>
    /// <param name="record">The call as it would be recorded if it is killed.</param>
    /// <exception cref="LurkBotException">It cannot be written.</exception>
    internal RunningCall Begin(ToolCallRecord record)
    {
        RunningCall? call = null;
        Change(() =>
        {
            running.TakeKilled(AppendKilled);
            call = running.Begin(record.Call, ToolLogLine.Write(record, redactor).Span);
        });
        return call!;
    }

    /// <summary>Adds the record of a call that has ended.</summary>
    /// <param name="call">What was written down when it began; null when that could not be.</param>
    /// <param name="record">The call and its end.</param>
    /// <exception cref="LurkBotException">It cannot be written.</exception>
    internal void End(RunningCall? call, ToolCallRecord record) => Change(() =>
    {
        AppendLine(ToolLogLine.Write(record, redactor).Span);
        call?.End();
    });

    /// <summary>Counts the lines that are meant, or takes them out.</summary>
    /// <param name="isMeant">Whether a line is; gets its text, and its JSON where it is any.</param>
    /// <param name="remove">Whether they go.</param>
    /// <returns>For each file that holds some, its name and how many.</returns>
    internal IReadOnlyList<(string Name, int Count)> Sift(Func<string, JsonElement?, bool> isMeant, bool remove)
    {
        var found = new List<(string, int)>();
        if (!Directory.Exists(folder))
            return found;
        Change(() =>
        {
            running.TakeKilled(AppendKilled);
            foreach (var path in Files())
            {
                var lines = Lines(path).ToList();
                var kept = lines.Where(line => !isMeant(line, Parse(line))).ToList();
                if (kept.Count == lines.Count)
                    continue;
                found.Add((Path.GetFileName(path), lines.Count - kept.Count));
                if (remove)
                    Replace(path, kept);
            }
        });
        return found;
    }

    private static void Replace(string path, List<string> lines)
    {
        var temporary = path + ".tmp";
        using (var stream = PrivateFile.Open(temporary, FileMode.Create))
        using (var writer = new StreamWriter(stream))
        {
            foreach (var line in lines)
                writer.Write(line + "\n");
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static JsonElement? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string NameOf(int number) => Path.Combine(folder, number == 0 ? "tools.jsonl" : $"tools.{number}.jsonl");

    private IEnumerable<string> Files()
    {
        for (var number = KeptFiles - 1; number >= 0; number--)
        {
            if (File.Exists(NameOf(number)) && RegularFile.Is(NameOf(number)))
                yield return NameOf(number);
        }
    }

    private void Rotate()
    {
        for (var number = KeptFiles - 1; number > 0; number--)
        {
            if (File.Exists(NameOf(number - 1)))
                File.Move(NameOf(number - 1), NameOf(number), overwrite: true);
        }
    }

    private void AppendLine(ReadOnlySpan<byte> line)
    {
        if (File.Exists(Newest) && new FileInfo(Newest).Length >= FullAt)
            Rotate();
        using var stream = PrivateFile.Open(Newest, FileMode.OpenOrCreate);
        stream.Seek(0, SeekOrigin.End);
        stream.Write(line);
    }

    /// <summary>A call whose end is there was killed only after it.</summary>
    private void AppendKilled(string call, string line)
    {
        if (Parse(line) is null)
            return;
        if (!File.Exists(Newest) || !Lines(Newest).Any(known => Parse(known) is { } json && ToolLogLine.Is(json, "call", call)))
            AppendLine(Encoding.UTF8.GetBytes(line));
    }

    /// <summary>Runs what changes the files, alone.</summary>
    private void Change(Action action)
    {
        lock (gate)
        {
            try
            {
                PrivateFolder.Create(folder);
                using var writing = new FileLock(Path.Combine(folder, ".lock"));
                writing.Take();
                action();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new LurkBotException($"{Newest} cannot be written: {e.Message}", e);
            }
        }
    }
}
