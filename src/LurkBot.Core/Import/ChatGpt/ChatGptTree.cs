using System.Text.Json;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>One conversation of a ChatGPT export: a tree of messages. The branch to the current one is a session, each other branch a fork of it.</summary>
internal static class ChatGptTree
{
    /// <summary>Reads a conversation.</summary>
    /// <returns>Its branches, the current one first; none when nothing was said in it.</returns>
    public static IEnumerable<ImportedSession> Read(JsonElement root, ImportSource source, ImportNotes notes, ExportParts parts)
    {
        var nodes = new List<(string? Id, string? Parent)>();
        var messages = new List<JsonElement>();
        foreach (var node in ImportJson.Get(root, "mapping").EnumerateObject())
        {
            nodes.Add((node.Name, ImportJson.Text(node.Value, "parent")));
            messages.Add(ImportJson.Get(node.Value, "message"));
        }

        var leaf = Leaf(root, nodes, messages, notes);
        if (leaf < 0)
            yield break;
        var title = ImportedTitle.Of(ImportJson.Text(root, "title"), notes);
        var created = ImportJson.Moment(ImportJson.Get(root, "create_time"));
        var name = ImportJson.Text(root, "conversation_id") ?? ImportJson.Text(root, "id");
        SessionKey? key = null;
        foreach (var branch in new ConversationTree(nodes, index => ChatGptMessage.IsSaid(messages[index]), notes).Branches(leaf).ToList())
        {
            // A fork says only what is its own; of what it shares its original has told.
            var own = branch.Name is null ? notes : new ImportNotes();
            var began = created ?? branch.Path.Select(index => ImportJson.Moment(ImportJson.Get(messages[index], "create_time"))).FirstOrDefault(at => at is not null);
            if (began is null)
                own.Add("conversations without a time, given that of the file");
            var fallback = $"{title}\n{began:O}\n{nodes[branch.Path[0]].Id}";
            key ??= ImportedKey.Create("chatgpt", name, fallback, SessionType.Main, own);
            var forkKey = branch.Name is null ? key : ImportedKey.Create("chatgpt", $"{key.ChatId}~{branch.Name}", fallback, SessionType.Main, own);
            var conversation = new ChatGptConversation(forkKey.ChatId, began ?? source.FileTime, branch.Name is null ? own : new ImportNotes(), parts);
            for (var i = 0; i < branch.Path.Count; i++)
            {
                if (branch.Name is not null && i == branch.Shared)
                    conversation.Fork(key, own);
                conversation.Take(messages[branch.Path[i]], nodes[branch.Path[i]].Id!);
            }

            if (conversation.Finish() is not { } entries)
            {
                source.Notes.Add(branch.Name is null ? new ImportNotes() : own);
                continue;
            }

            var session = new NewSession(forkKey, began ?? source.FileTime, entries) { Unknown = ImportedTitle.Fields(title), Blobs = source.Files.Of(entries) };
            yield return new ImportedSession(session, title, own) { ForkOf = branch.Name is null ? null : key };
        }
    }

    private static int Leaf(JsonElement root, List<(string? Id, string? Parent)> nodes, List<JsonElement> messages, ImportNotes notes)
    {
        var current = ImportJson.Text(root, "current_node");
        var leaf = current is null ? -1 : nodes.FindIndex(node => node.Id == current);
        if (leaf >= 0)
            return leaf;
        var newest = DateTimeOffset.MinValue;
        for (var i = 0; i < messages.Count; i++)
        {
            if (ChatGptMessage.IsSaid(messages[i]) && (ImportJson.Moment(ImportJson.Get(messages[i], "create_time")) ?? DateTimeOffset.MinValue) is var at && at >= newest)
                (leaf, newest) = (i, at);
        }

        notes.Add("conversations that do not tell their current branch, read along the newest", leaf < 0 ? 0 : 1);
        return leaf;
    }
}
