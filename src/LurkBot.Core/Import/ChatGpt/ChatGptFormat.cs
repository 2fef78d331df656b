using System.Globalization;
using System.IO.Compression;

namespace LurkBot.Import;

/// <summary>The account export of ChatGPT: <c>conversations.json</c>, alone or in the archive that it comes in.</summary>
internal sealed class ChatGptFormat : IImportFormat
{
    /// <summary>JSON never shrinks that much; a file that does was made to fill memory or time.</summary>
    private const long LargestRatio = 200;

    private const long AlwaysAllowed = 256L * 1024 * 1024;

    private static ReadOnlySpan<byte> ZipStart => "PK\u0003\u0004"u8;

    public string Name => "chatgpt";

    public string Description => "ChatGPT account export (conversations.json, or the .zip with it)";

    public bool Recognizes(ImportSample sample) => sample.Start.Span.StartsWith(ZipStart)
        ? Parts(sample.Path).Count > 0
        : sample.Whole.Has("mapping");

    public IEnumerable<ImportedSession> Read(ImportSource source)
    {
        using var file = source.Open();
        var start = new byte[ZipStart.Length];
        var isZip = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan().SequenceEqual(ZipStart);
        file.Position = 0;
        if (!isZip)
        {
            foreach (var session in Read(file, source))
                yield return session;
            yield break;
        }

        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries.Where(IsConversations))
        {
            // Only the content is read; the names in the archive lead nowhere.
            using var part = new LimitedStream(entry.Open(), Math.Max(AlwaysAllowed, entry.CompressedLength * LargestRatio));
            foreach (var session in Read(part, source))
                yield return session;
        }
    }

    private static IEnumerable<ImportedSession> Read(Stream stream, ImportSource source)
    {
        var (elements, number) = (new JsonArrayElements(stream), 0);
        foreach (var bytes in elements.Read())
        {
            source.ThrowIfCancelled();
            var where = string.Create(CultureInfo.InvariantCulture, $"conversation {++number}");
            var notes = new ImportNotes();
            using var document = bytes is null ? null : ImportJson.TryParse(bytes, notes);
            if (bytes is null)
                source.Notes.AddDamage($"conversations of more than {JsonArrayElements.Longest} bytes, not imported", where);
            else if (document is null)
                source.Notes.AddDamage("conversations that are no JSON (damaged, or nested too deeply), not imported", where);
            else if (ImportJson.Get(document.RootElement, "mapping").ValueKind != System.Text.Json.JsonValueKind.Object)
                source.Notes.AddDamage("conversations without a mapping of messages, not imported", where);
            else if (ChatGptConversation.Read(document.RootElement, notes, source.FileTime) is { } session)
                yield return session;
            else
                source.Notes.Add("conversations without a message, not imported");
        }

        if (elements.IsCutShort)
            source.Notes.AddDamage("The end of the file is missing", string.Create(CultureInfo.InvariantCulture, $"behind conversation {number}"));
    }

    private static List<string> Parts(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return [.. zip.Entries.Where(IsConversations).Select(entry => entry.Name)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>Large accounts get several: <c>conversations-000.json</c> and so on.</summary>
    private static bool IsConversations(ZipArchiveEntry entry) =>
        entry.Name is "conversations.json" || (entry.Name.StartsWith("conversations-", StringComparison.Ordinal) && entry.Name.EndsWith(".json", StringComparison.Ordinal));
}
