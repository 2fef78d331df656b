using System.Globalization;
using System.Text.Json;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>One conversation of a Claude.ai export: messages in a row, which newer exports say to be a tree.</summary>
internal static class ClaudeAiTree
{
    /// <summary>The parent of first messages.</summary>
    private const string Root = "00000000-0000-4000-8000-000000000000";

    /// <summary>Reads a conversation.</summary>
    /// <returns>Its branches, the current one first; none when nothing was said in it.</returns>
    public static IEnumerable<ImportedSession> Read(JsonElement root, ImportSource source, ImportNotes notes, ExportParts parts)
    {
        var messages = ImportJson.Items(ImportJson.Get(root, "chat_messages")).ToList();
        if (messages.Count == 0)
            yield break;
        var nodes = messages.Select(message => (ImportJson.Text(message, "uuid"), ImportJson.Text(message, "parent_message_uuid") is { } parent and not Root ? parent : null)).ToList();
        var title = ImportedTitle.Of(ImportJson.Text(root, "name"), notes);
        var created = ImportJson.Moment(ImportJson.Get(root, "created_at")) ?? messages.Select(ClaudeAiMessage.At).FirstOrDefault(at => at is not null);
        if (created is null)
            notes.Add("conversations without a time, given that of the file");
        var start = created ?? source.FileTime;
        SessionKey? key = null;
        foreach (var branch in Branches(root, nodes, messages, notes))
        {
            var own = branch.Name is null ? notes : new ImportNotes();
            var fallback = $"{title}\n{created:O}\n{nodes[0].Item1}";
            key ??= ImportedKey.Create("claude-ai", ImportJson.Text(root, "uuid"), fallback, SessionType.Main, own);
            var forkKey = branch.Name is null ? key : ImportedKey.Create("claude-ai", $"{key.ChatId}~{branch.Name}", fallback, SessionType.Main, own);
            var history = new ImportedHistory(start, branch.Name is null ? own : new ImportNotes());
            var reader = new ClaudeAiMessage(history, forkKey.ChatId, ImportJson.Text(root, "model"), source, parts);
            var shared = 0;
            for (var i = 0; i < branch.Path.Count; i++)
            {
                if (branch.Name is not null && i == branch.Shared)
                {
                    history.Notes = own;
                    if (history.Count > 0)
                        history.AddFork(key);
                    shared = history.Count;
                }

                reader.Take(messages[branch.Path[i]], nodes[branch.Path[i]].Item1 ?? string.Create(CultureInfo.InvariantCulture, $"message {branch.Path[i] + 1}"));
            }

            if (history.Count == shared)
            {
                source.Notes.Add(branch.Name is null ? new ImportNotes() : own);
                continue;
            }

            var entries = history.Finish();
            var session = new NewSession(forkKey, start, entries) { Unknown = ImportedTitle.Fields(title), Blobs = source.Files.Of(entries) };
            yield return new ImportedSession(session, title, own) { ForkOf = branch.Name is null ? null : key };
        }
    }

    private static List<ConversationBranch> Branches(JsonElement root, List<(string?, string?)> nodes, List<JsonElement> messages, ImportNotes notes)
    {
        // Earlier exports name no parents: the messages follow on one another.
        if (nodes.TrueForAll(node => node.Item2 is null))
            return [new ConversationBranch(null, [.. Enumerable.Range(0, messages.Count)], 0)];
        var current = ImportJson.Text(root, "current_leaf_message_uuid");
        var leaf = current is null ? -1 : nodes.FindIndex(node => node.Item1 == current);
        return new ConversationTree(nodes, _ => true, notes).Branches(leaf < 0 ? messages.Count - 1 : leaf).ToList();
    }
}
