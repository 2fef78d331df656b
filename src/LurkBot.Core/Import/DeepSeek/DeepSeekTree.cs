using System.Text.Json;

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
            return [];
        var title = ImportedTitle.Of(ImportJson.Text(root, "title"), notes);
        var created = ImportJson.Moment(ImportJson.Get(root, "inserted_at")) ?? messages.Select(At).FirstOrDefault(at => at is not null);
        var branches = new ConversationTree(nodes, index => IsThere(messages[index]), notes).Branches(leaf).ToList();
        return new ImportedBranches("deepseek", ImportJson.Text(root, "id"), title, created, source, notes).Read(branches, nodes[branches[0].Path[0]].Id, (history, chat) => index =>
        {
            if (IsThere(messages[index]))
                DeepSeekMessage.Add(history, messages[index], chat, nodes[index].Id!, parts);
        });
    }

    /// <summary>The export does not tell the current branch: it is that of the newest message.</summary>
    private static int Leaf(List<JsonElement> messages)
    {
        var (leaf, newest) = (-1, DateTimeOffset.MinValue);
        for (var i = 0; i < messages.Count; i++)
        {
            if (IsThere(messages[i]) && (At(messages[i]) ?? newest) is var at && at >= newest)
                (leaf, newest) = (i, at);
        }

        return leaf;
    }

    private static bool IsThere(JsonElement message) => message.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private static DateTimeOffset? At(JsonElement message) => ImportJson.Moment(ImportJson.Get(message, "inserted_at"));
}
