using System.Text;
using System.Text.Json;
using LurkBot.History;
using LurkBot.Text;

namespace LurkBot.Tools;

/// <summary>
/// The record of all calls: one line of JSON each in <c>logs/tools.jsonl</c> of the home, for its owner alone. A full file is put aside as
/// <c>tools.1.jsonl</c>; the oldest goes. Thread-safe, between processes too.
/// </summary>
/// <param name="home">LurkBot's home; absolute.</param>
/// <param name="secrets">Known secrets, which are masked.</param>
public sealed class ToolLog(string home, IEnumerable<string> secrets)
{
    private const int KeptFiles = 5;

    private readonly Lock gate = new();
    private readonly SecretRedactor redactor = new(secrets);
    private readonly string folder = Path.Combine(home, "logs");

    /// <summary>How large a file gets, in bytes.</summary>
    /// <value>Default: 10 MiB.</value>
    public long FullAt { get; init; } = 10L << 20;

    private string Newest => NameOf(0);

    /// <summary>All lines of the files that are there, the oldest first. A line that is no JSON is passed over.</summary>
    /// <returns>Each with its bytes' text.</returns>
    public IEnumerable<JsonElement> Read()
    {
        foreach (var path in Files())
        {
            foreach (var line in Lines(path))
            {
                if (Parse(line) is { } parsed)
                    yield return parsed;
            }
        }
    }

    /// <summary>Adds a record.</summary>
    /// <exception cref="LurkBotException">It cannot be written.</exception>
    internal void Append(ToolCallRecord record)
    {
        lock (gate)
        {
            var line = ToolLogLine.Write(record, redactor);
            try
            {
                PrivateFolder.Create(folder);
                Locked(() =>
                {
                    if (File.Exists(Newest) && new FileInfo(Newest).Length >= FullAt)
                        Rotate();
                    using var stream = Open(Newest, FileMode.OpenOrCreate);
                    stream.Seek(0, SeekOrigin.End);
                    stream.Write(line.Span);
                });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new LurkBotException($"The call is not in {Newest}: {e.Message}", e);
            }
        }
    }

    /// <summary>Counts the lines that are meant, or takes them out.</summary>
    /// <param name="isMeant">Whether a line is; gets its text, and its JSON where it is any.</param>
    /// <param name="remove">Whether they go.</param>
    /// <returns>For each file that holds some, its name and how many.</returns>
    internal IReadOnlyList<(string Name, int Count)> Sift(Func<string, JsonElement?, bool> isMeant, bool remove)
    {
        var found = new List<(string, int)>();
        if (!Directory.Exists(folder))
            return found;
        Locked(() =>
        {
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
        using (var stream = Open(temporary, FileMode.Create))
        using (var writer = new StreamWriter(stream))
        {
            foreach (var line in lines)
                writer.Write(line + "\n");
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
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

    private void Locked(Action action)
    {
        using var writing = new FileLock(Path.Combine(folder, ".lock"));
        writing.Take();
        try
        {
            action();
        }
        finally
        {
            writing.Release();
        }
    }
}
