using System.Globalization;
using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The <c>conversations.json</c> of an account export: an array of conversations, alone or in the archive that it comes in.</summary>
internal static class ConversationsFile
{
    /// <summary>Reads one conversation: its branches, the current one first; none when nothing was said in it, null when it is no conversation.</summary>
    /// <param name="root">The conversation.</param>
    /// <param name="notes">Told of what is left out.</param>
    /// <param name="parts">The files that came with the export.</param>
    public delegate IEnumerable<ImportedSession>? Reader(JsonElement root, ImportNotes notes, ExportParts parts);

    /// <summary>The parts of an archive that hold conversations. Large accounts get several: <c>conversations-000.json</c> and so on.</summary>
    public static IEnumerable<string> In(IEnumerable<string> names) => names.Where(name =>
        name[(name.LastIndexOf('/') + 1)..] is var last && (last is "conversations.json" || (last.StartsWith("conversations-", StringComparison.Ordinal) && last.EndsWith(".json", StringComparison.Ordinal)))).Order(StringComparer.Ordinal);

    /// <summary>Reads all conversations of a file.</summary>
    public static IEnumerable<ImportedSession> Read(ImportSource source, Reader read)
    {
        source.ThrowIfCancelled();
        using var archive = ImportArchive.TryOpen(source.Path);
        var parts = new ExportParts(source, archive);
        if (archive is null)
        {
            using var file = source.Open();
            foreach (var session in Read(file, source, read, parts))
                yield return session;
            yield break;
        }

        foreach (var name in In(archive.Names))
        {
            using var part = archive.Open(name);
            foreach (var session in Read(part, source, read, parts))
                yield return session;
        }
    }

    private static IEnumerable<ImportedSession> Read(Stream stream, ImportSource source, Reader read, ExportParts parts)
    {
        var (elements, number) = (new JsonArrayElements(stream), 0);
        foreach (var bytes in elements.Read())
        {
            source.ThrowIfCancelled();
            source.Files.Clear();
            var where = string.Create(CultureInfo.InvariantCulture, $"conversation {++number}");
            var notes = new ImportNotes();
            using var document = bytes is null ? null : ImportJson.TryParse(bytes, notes);
            if (bytes is null)
            {
                source.Notes.AddDamage($"conversations of more than {JsonArrayElements.Longest} bytes, not imported", where);
            }
            else if (document is null)
            {
                source.Notes.AddDamage("conversations that are no JSON (damaged, or nested too deeply), not imported", where);
            }
            else if (read(document.RootElement, notes, parts) is not { } sessions)
            {
                source.Notes.AddDamage("conversations without messages as this format has them, not imported", where);
            }
            else
            {
                var (any, told) = (false, false);
                foreach (var session in sessions)
                {
                    (any, told) = (true, told || ReferenceEquals(session.Notes, notes));
                    yield return session;
                }

                if (told)
                    continue;
                if (any)
                {
                    source.Notes.Add(notes);
                    continue;
                }

                if (notes.Skipped.Any())
                    source.Notes.AddDamage("conversations of which no message could be imported", where);
                source.Notes.Add(notes);
                source.Notes.Add("conversations without a message, not imported");
            }
        }

        if (elements.IsCutShort)
            source.Notes.AddDamage("The end of the file is missing", string.Create(CultureInfo.InvariantCulture, $"behind conversation {number}"));
        if (elements.Others > 0)
            source.Notes.AddDamage("values between the conversations that are no conversation, not imported", string.Create(CultureInfo.InvariantCulture, $"{elements.Others} in all"));
    }
}
