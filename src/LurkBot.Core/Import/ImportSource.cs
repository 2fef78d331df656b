using System.Globalization;
using System.Text.Json;

namespace LurkBot.Import;

/// <summary>A file that is being imported.</summary>
/// <param name="path">The file.</param>
/// <param name="cancellationToken">Ends the reading between two records.</param>
internal sealed class ImportSource(string path, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What was left out or could not be read.</summary>
    public ImportNotes Notes { get; } = new();

    /// <summary>Attached files of the conversation that is being read.</summary>
    public ImportedFiles Files { get; } = new();

    /// <summary>The time of a conversation that tells none: when the file was last written.</summary>
    public DateTimeOffset FileTime => new(File.GetLastWriteTimeUtc(Path));

    /// <summary>Ends the reading when that was asked for.</summary>
    public void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();

    /// <summary>Opens the file.</summary>
    public FileStream Open()
    {
        ThrowIfCancelled();
        return File.OpenRead(Path);
    }

    /// <inheritdoc/>
    public void Dispose() => Files.Dispose();

    /// <summary>Reads lines.</summary>
    public IEnumerable<JsonLine> Lines()
    {
        using var stream = Open();
        foreach (var line in JsonLine.ReadAll(stream))
        {
            ThrowIfCancelled();
            if (line.TooLong)
                Notes.AddDamage($"lines of more than {JsonLine.Longest} bytes, not imported", Where(line));
            else
                yield return line;
        }
    }

    /// <summary>Reads JSON objects, one on each line; each is valid until the next is read.</summary>
    public IEnumerable<JsonElement> Records()
    {
        foreach (var line in Lines())
        {
            using var document = ImportJson.TryParse(line.Bytes, Notes);
            if (document is null)
                Notes.AddDamage("lines that are no JSON (damaged, cut short, or nested too deeply), not imported", Where(line));
            else if (document.RootElement.ValueKind != JsonValueKind.Object)
                Notes.AddDamage("lines that are no JSON object, not imported", Where(line));
            else
                yield return document.RootElement;
        }
    }

    /// <summary>Parses a value that a walk through the file came to.</summary>
    /// <returns>Null when it is no JSON, or too long; the notes say so.</returns>
    public JsonDocument? Parse(JsonPiece piece)
    {
        var document = piece.TooLong ? null : ImportJson.TryParse(piece.Bytes, Notes);
        if (document is null)
            Notes.AddDamage(piece.TooLong ? $"values of more than {JsonLine.Longest} bytes, not imported" : "values that are no JSON (damaged, or nested too deeply), not imported", piece.Path);
        return document;
    }

    /// <summary>The place of a line in words.</summary>
    public static string Where(JsonLine line) => string.Create(CultureInfo.InvariantCulture, $"line {line.Number}");
}
