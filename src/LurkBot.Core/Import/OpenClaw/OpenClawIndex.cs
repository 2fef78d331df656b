using System.Text.Json;

namespace LurkBot.Import;

/// <summary>OpenClaw's <c>sessions.json</c>: its own session keys, each with the transcript that it continues.</summary>
internal static class OpenClawIndex
{
    /// <summary>The index's name.</summary>
    public const string FileName = "sessions.json";

    private const int LargestIndex = 64 * 1024 * 1024;

    /// <summary>Whether a file is such an index.</summary>
    public static bool Is(string path) => Path.GetFileName(path) is FileName;

    /// <summary>The session key that leads to a transcript.</summary>
    /// <returns>Null when there is no index, or it does not name the transcript; the notes say so.</returns>
    public static string? Find(string transcript, string? id, ImportNotes notes)
    {
        var file = new FileInfo(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(transcript))!, FileName));
        if (!file.Exists || file.Length > LargestIndex)
        {
            notes.Add($"transcripts without a {FileName} that tells channel and chat, imported with the trust of a group");
            return null;
        }

        using var document = ImportJson.TryParse(File.ReadAllBytes(file.FullName), notes);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
        {
            notes.Add($"transcripts whose {FileName} cannot be read, imported with the trust of a group");
            return null;
        }

        foreach (var entry in document.RootElement.EnumerateObject())
        {
            var named = ImportJson.Text(entry.Value, "sessionFile") is { } path && string.Equals(Path.GetFileName(path), Path.GetFileName(transcript), StringComparison.Ordinal);
            if (named || (id is not null && ImportJson.Text(entry.Value, "sessionId") == id))
                return entry.Name;
        }

        notes.Add($"transcripts that {FileName} does not name (older ones of a chat), kept under OpenClaw's own id with the trust of a group");
        return null;
    }
}
