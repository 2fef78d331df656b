using System.Globalization;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>A transcript in the session format of pi, versions 1 to 3, which OpenClaw uses too.</summary>
internal sealed class PiTranscript
{
    private readonly List<PiRecord> records = [];
    private readonly ImportSource source;
    private DateTimeOffset? began;
    private string? title;
    private bool isTree;

    private PiTranscript(ImportSource source) => this.source = source;

    /// <summary>The session's own id; null when the head is lost.</summary>
    public string? Id { get; private set; }

    private ImportNotes Notes => source.Notes;

    /// <summary>Whether a file begins as such a transcript does.</summary>
    public static bool Recognizes(ImportSample sample) => sample.Lines is [{ InArray: false } head, ..] && head.Text("type") is "session" && head.Has("id");

    /// <summary>Reads a file.</summary>
    /// <returns>Null when nothing was said in it.</returns>
    public static PiTranscript? Read(ImportSource source)
    {
        var transcript = new PiTranscript(source);
        foreach (var root in source.Records())
            transcript.Take(root);
        return transcript.records.Exists(record => record.Entry is not null) ? transcript : null;
    }

    /// <summary>The session: the branch that ends with the newest record.</summary>
    public ImportedSession Build(string channel, SessionKey key)
    {
        IEnumerable<PiRecord> taken = records;
        if (isTree)
        {
            // A second beginning is another branch, but where no record tells its parent, all follow on one another.
            var oneRoot = records.TrueForAll(record => record.Parent is null);
            var path = ParentLinks.Path([.. records.Select(record => (record.Id, record.Parent))], records.FindLastIndex(record => record.Id is not null), inOrder: true, Notes, oneRoot).ToHashSet();
            foreach (var record in records.Where((record, index) => record.Entry is not null && !path.Contains(index)))
                Notes.Skip("messages on branches that were given up, not imported", record.Id ?? "without an id");
            taken = records.Where((_, index) => path.Contains(index));
        }

        var start = began ?? records.Find(record => record.At is not null)?.At;
        if (start is null)
            Notes.Add("conversations without a time, given that of the file");
        var history = new ImportedHistory(start ?? source.FileTime, Notes);
        foreach (var record in taken)
        {
            if (record.Entry is ToolEntry tool)
                history.AddResult(tool.ToolCallId, tool.Content, record.IsError, record.At, files: record.Files);
            else if (record.Entry is UserEntry user)
                history.Add(user with { Source = record.Id is null ? null : $"{channel}:{Id}:{record.Id}" }, record.At);
            else if (record.Entry is not null)
                history.Add(record.Entry, record.At);
        }

        var entries = history.Finish();
        var session = new NewSession(key, start ?? source.FileTime, entries) { Unknown = ImportedTitle.Fields(title), Blobs = source.Files.Of(entries) };
        return new ImportedSession(session, title, Notes);
    }

    private void Take(JsonElement root)
    {
        var type = ImportJson.Text(root, "type");
        if (type is "session")
        {
            if (Id is not null)
                Notes.Add("further heads in one file, not imported");
            Id ??= ImportJson.Text(root, "id");
            began ??= ImportJson.Moment(ImportJson.Get(root, "timestamp"));
            return;
        }

        var id = ImportJson.Text(root, "id");
        isTree |= id is not null;
        var at = ImportJson.Moment(ImportJson.Get(root, "timestamp"));
        var message = ImportJson.Get(root, "message");
        var where = id ?? string.Create(CultureInfo.InvariantCulture, $"record {records.Count + 1}");
        IReadOnlyList<Attachment> attached = [];
        var entry = type is "message" ? PiMessage.Read(message, source, where, out attached) : ReadOther(root, type, where);
        records.Add(new PiRecord(id, ImportJson.Text(root, "parentId"), at ?? ImportJson.Moment(ImportJson.Get(message, "timestamp")), entry, ImportJson.IsTrue(message, "isError"), attached));
    }

    private SystemEntry? ReadOther(JsonElement root, string? type, string where)
    {
        switch (type)
        {
            case "compaction":
                return PiMessage.Notice(ImportJson.Text(root, "summary"), "summary of what came before", Notes);
            case "branch_summary":
                return PiMessage.Notice(ImportJson.Text(root, "summary"), "summary of a branch that was given up", Notes);
            case "custom_message":
                return PiMessage.Notice(MessageBlocks.Text(ImportJson.Get(root, "content"), Notes, where), $"message of an extension ({ImportJson.Text(root, "customType")})", Notes);
            case "session_info":
                title = ImportedTitle.Of(ImportJson.Text(root, "name"), Notes) ?? title;
                return null;
            case "model_change":
                Notes.Add("changes of the model, not imported (each reply names its model)");
                return null;
            default:
                // Records of the program's own are many; what holds a message is named.
                var kind = type is null ? "records without a type, not imported" : $"records of type {type}, not imported";
                if (root.TryGetProperty("message", out _))
                    Notes.Skip(kind, where);
                else
                    Notes.Add(kind);
                return null;
        }
    }
}
