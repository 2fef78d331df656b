using System.Text.Json;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>One conversation of a DeepSeek export: a tree of messages, each in fragments. The newest branch is a session, each other branch a fork of it.</summary>
internal static class DeepSeekTree
{
    /// <summary>Reads a conversation.</summary>
    /// <returns>Its branches, the newest first; none when nothing was said in it.</returns>
    public static IEnumerable<ImportedSession> Read(JsonElement root, ImportSource source, ImportNotes notes, ExportParts parts)
    {
        var nodes = new List<(string? Id, string? Parent)>();
        var messages = new List<JsonElement>();
        foreach (var node in ImportJson.Get(root, "mapping").EnumerateObject())
        {
            nodes.Add((node.Name, ImportJson.Text(node.Value, "parent")));
            messages.Add(ImportJson.Get(node.Value, "message"));
        }

        var leaf = Leaf(messages);
        if (leaf < 0)
            yield break;
        var title = ImportedTitle.Of(ImportJson.Text(root, "title"), notes);
        var created = ImportJson.Moment(ImportJson.Get(root, "inserted_at")) ?? messages.Select(At).FirstOrDefault(at => at is not null);
        if (created is null)
            notes.Add("conversations without a time, given that of the file");
        var start = created ?? source.FileTime;
        SessionKey? key = null;
        foreach (var branch in new ConversationTree(nodes, index => messages[index].ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined), notes).Branches(leaf).ToList())
        {
            var own = branch.Name is null ? notes : new ImportNotes();
            var fallback = $"{title}\n{created:O}\n{nodes[branch.Path[0]].Id}";
            key ??= ImportedKey.Create("deepseek", ImportJson.Text(root, "id"), fallback, SessionType.Main, own);
            var forkKey = branch.Name is null ? key : ImportedKey.Create("deepseek", $"{key.ChatId}~{branch.Name}", fallback, SessionType.Main, own);
            var history = new ImportedHistory(start, branch.Name is null ? own : new ImportNotes());
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

                if (messages[branch.Path[i]].ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
                    DeepSeekMessage.Add(history, messages[branch.Path[i]], forkKey.ChatId, nodes[branch.Path[i]].Id!, parts);
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

    /// <summary>The export does not tell the current branch: it is that of the newest message.</summary>
    private static int Leaf(List<JsonElement> messages)
    {
        var (leaf, newest) = (-1, DateTimeOffset.MinValue);
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && (At(messages[i]) ?? newest) is var at && at >= newest)
                (leaf, newest) = (i, at);
        }

        return leaf;
    }

    private static DateTimeOffset? At(JsonElement message) => ImportJson.Moment(ImportJson.Get(message, "inserted_at"));
}
