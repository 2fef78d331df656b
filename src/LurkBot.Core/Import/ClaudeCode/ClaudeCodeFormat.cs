using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>Transcripts of Claude Code: one file for each session, <c>~/.claude/projects/**/*.jsonl</c>.</summary>
internal sealed class ClaudeCodeFormat : IImportFormat
{
    public string Name => "claude-code";

    public string Description => "Claude Code transcript (JSONL)";

    public bool Recognizes(ImportSample sample) => sample.Lines.Any(line => !line.InArray && line.Text("type") switch
    {
        "user" or "assistant" => line.Has("uuid") || line.Has("sessionId"),
        "system" => line.Has("uuid") && line.Has("sessionId"),
        "summary" => line.Has("leafUuid"),
        _ => false,
    });

    public IEnumerable<ImportedSession> Read(ImportSource source)
    {
        var (records, notes) = (new List<ClaudeCodeRecord>(), source.Notes);
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        string? session = null;
        foreach (var root in source.Records())
        {
            var type = ImportJson.Text(root, "type");
            session ??= ImportJson.Text(root, "sessionId");
            var own = ImportJson.Text(root, "sessionId") is { } id && id != session;
            notes.Add("records that carry the id of another session", own ? 1 : 0);
            if (ImportJson.IsTrue(root, "isSidechain"))
                notes.Add("records of subagents (sidechains), not imported");
            else if (type is "user" or "assistant")
                records.Add(ClaudeCodeRecord.Message(root, type, source));
            else
                ReadOther(root, type, records, titles, notes);
        }

        // Each file is one session, and is named after it; a copied file may have lost that name.
        var stem = Path.GetFileNameWithoutExtension(source.Path);
        var name = Guid.TryParse(stem, out _) || session is null ? stem : session;
        if (records.Exists(record => record.Role is not null) && Build(name, titles, records, source) is { } built)
            yield return built;
    }

    private static void ReadOther(JsonElement root, string? type, List<ClaudeCodeRecord> records, Dictionary<string, string> titles, ImportNotes notes)
    {
        var (kind, title) = type switch
        {
            "summary" => ("summary", ImportJson.Text(root, "summary")),
            "ai-title" => ("ai-title", ImportJson.Text(root, "aiTitle")),
            "custom-title" => ("custom-title", ImportJson.Text(root, "customTitle")),
            _ => ("", null),
        };
        var other = type is null ? "records without a type, not imported" : $"records of type {type}{(ImportJson.Text(root, "subtype") is { } subtype ? "/" + subtype : "")}, not imported";
        if (title is not null)
            titles[kind] = title;
        else if (ImportJson.Get(ImportJson.Get(root, "message"), "role").ValueKind != JsonValueKind.Undefined)
            notes.Skip(other, ImportJson.Text(root, "uuid") ?? "without an id");
        else
            notes.Add(other);
        if (ImportJson.Text(root, "uuid") is not null)
            records.Add(ClaudeCodeRecord.Link(root));
    }

    private static ImportedSession? Build(string name, Dictionary<string, string> titles, List<ClaudeCodeRecord> records, ImportSource source)
    {
        var notes = source.Notes;
        var taken = Branch(records, notes);
        var messages = taken.Where(record => record.MessageId is not null).Select(record => record.MessageId).ToHashSet(StringComparer.Ordinal);
        // Calls that ran side by side, and their results, are siblings: only one of them is on the way to the newest record.
        taken.UnionWith(records.Where(record => record.Role is "assistant" && record.MessageId is { } id && messages.Contains(id)));
        var calls = taken.SelectMany(record => record.Calls).Select(call => call.Id).ToHashSet(StringComparer.Ordinal);
        taken.UnionWith(records.Where(record => record.Results.Exists(result => calls.Contains(result.CallId))));
        foreach (var record in records.Where(record => record is { Role: not null, IsEmpty: false } && !taken.Contains(record)))
            notes.Skip("messages on branches that were given up, not imported", record.Where);

        var key = ImportedKey.Create("claude-code", name, source.Path, SessionType.Main, notes);
        var ordered = records.Where(taken.Contains).ToList();
        var start = ordered.Find(record => record.At is not null)?.At;
        if (start is null)
            notes.Add("conversations without a time, given that of the file");
        var history = new ImportedHistory(start ?? source.FileTime, notes);
        AddAll(history, ordered, name, notes);
        if (history.Count == 0)
        {
            notes.AddDamage("No message of it could be imported", name);
            return null;
        }

        var entries = history.Finish();
        var title = ImportedTitle.Of(titles.GetValueOrDefault("custom-title") ?? titles.GetValueOrDefault("ai-title") ?? titles.GetValueOrDefault("summary"), notes);
        return new ImportedSession(
            new NewSession(key, start ?? source.FileTime, entries) { Unknown = ImportedTitle.Fields(title), Blobs = source.Files.Of(entries) },
            title,
            notes);
    }

    /// <summary>The records on the way to the newest message; all of them where none has an id.</summary>
    private static HashSet<ClaudeCodeRecord> Branch(List<ClaudeCodeRecord> records, ImportNotes notes)
    {
        // What says nothing ends no conversation.
        var leaf = records.FindLastIndex(record => record is { Role: not null, Id: not null, IsEmpty: false });
        return leaf < 0
            ? [.. records]
            : [.. ParentLinks.Path([.. records.Select(record => (record.Id, record.Parent))], leaf, inOrder: true, notes, oneRoot: true).Select(index => records[index])];
    }

    private static void AddAll(ImportedHistory history, List<ClaudeCodeRecord> records, string name, ImportNotes notes)
    {
        var results = new Dictionary<string, List<(ClaudeCodeRecord Record, string Content, bool Error, IReadOnlyList<Attachment> Files)>>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            foreach (var (call, content, error, files) in record.Results)
            {
                if (!results.TryGetValue(call, out var known))
                    results[call] = known = [];
                known.Add((record, content, error, files));
            }
        }

        var steps = records.Where(record => record is { Role: "assistant", MessageId: not null }).ToLookup(record => record.MessageId!, StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (record.Role is "assistant" && (record.MessageId is null || ReferenceEquals(steps[record.MessageId].First(), record)))
            {
                IReadOnlyList<ClaudeCodeRecord> parts = record.MessageId is null ? [record] : [.. steps[record.MessageId]];
                AddStep(history, parts, results);
            }
            else if (record.Role is "user" && (record.Content.Length > 0 || record.Files.Count > 0))
            {
                if (record.IsMeta)
                    notes.Add("texts that Claude Code put in for the model, not imported");
                else if (record.IsSummary)
                    history.AddNotice(record.Content, "summary of what came before", record.At);
                else
                    history.Add(new UserEntry { Content = record.Content, Attachments = record.Files, Source = record.Id is null ? null : $"claude-code:{name}:{record.Id}" }, record.At);
            }
            else if (record is { Role: "user", Results.Count: 0 })
            {
                notes.Skip("messages without text, not imported", record.Where);
            }
        }

        foreach (var (call, left) in results)
            notes.Skip("tool results without a call before them, not imported", call.Length == 0 ? "without an id" : call, left.Count);
    }

    private static void AddStep(ImportedHistory history, IReadOnlyList<ClaudeCodeRecord> parts, Dictionary<string, List<(ClaudeCodeRecord Record, string Content, bool Error, IReadOnlyList<Attachment> Files)>> results)
    {
        var reasoning = string.Join('\n', parts.Select(part => part.Reasoning).Where(text => text.Length > 0));
        var calls = parts.SelectMany(part => part.Calls).ToList();
        var failed = parts.Any(part => part.Failed);
        history.Add(
            new AssistantEntry
            {
                Content = string.Join('\n', parts.Select(part => part.Content).Where(text => text.Length > 0)),
                Model = parts.Select(part => part.Model).LastOrDefault(model => model is not null),
                Reasoning = reasoning.Length == 0 ? null : reasoning,
                ToolCalls = calls,
                Usage = parts.Select(part => part.Usage).LastOrDefault(usage => usage is not null),
                Finish = failed ? "error" : parts.Select(part => part.Finish).LastOrDefault(finish => finish is not null),
            },
            parts[0].At);
        foreach (var call in calls)
        {
            if (!results.Remove(call.Id, out var found))
                continue;
            foreach (var (record, content, error, files) in found)
                history.AddResult(call.Id, content, error, record.At, files: files);
        }
    }
}
