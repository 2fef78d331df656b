using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>Photos and files of a Telegram export: the message has their path below the export's folder, or why they are not there.</summary>
internal static class TelegramFiles
{
    /// <summary>The files of a message.</summary>
    public static IReadOnlyList<Attachment> Read(JsonElement root, ImportSource source, ImportNotes notes, string id)
    {
        var files = new List<Attachment>();
        Add(files, root, "photo", $"photo-{id}.jpg", "image/jpeg", source, notes, id);
        Add(files, root, "file", $"{ImportJson.Text(root, "media_type")?.Replace('_', '-') ?? "file"}-{id}", ImportJson.Text(root, "mime_type"), source, notes, id);
        return files;
    }

    private static void Add(List<Attachment> files, JsonElement root, string field, string made, string? type, ImportSource source, ImportNotes notes, string id)
    {
        if (ImportJson.Text(root, field) is not { Length: > 0 } path)
            return;
        // An export without files says so in brackets, where the path would stand.
        var isPath = !path.EndsWith(')') || (!path.Contains("(File ", StringComparison.Ordinal) && !path.Contains("(Photo ", StringComparison.Ordinal));
        var name = ImportJson.Text(root, "file_name") is { Length: > 0 } given && field is "file" ? given : isPath ? AttachedName.Of(path) : made;
        var folder = Path.GetDirectoryName(Path.GetFullPath(source.Path))!;
        files.Add(isPath && BesideFile.Find(folder, path) is { } found
            ? source.Files.KeepFile(name, type, found, notes, id)
            : ImportedFiles.NameOnly(name, type, 0, notes, id));
    }
}
