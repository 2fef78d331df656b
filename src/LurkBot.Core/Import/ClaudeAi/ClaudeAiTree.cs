using System.Globalization;
using System.Text.Json;

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
            return [];
        var nodes = messages.Select(message => (ImportJson.Text(message, "uuid"), ImportJson.Text(message, "parent_message_uuid") is { } parent and not Root ? parent : null)).ToList();
        var title = ImportedTitle.Of(ImportJson.Text(root, "name"), notes);
        var created = ImportJson.Moment(ImportJson.Get(root, "created_at")) ?? messages.Select(ClaudeAiMessage.At).FirstOrDefault(at => at is not null);
        return new ImportedBranches("claude-ai", ImportJson.Text(root, "uuid"), title, created, source, notes).Read(Branches(root, nodes, messages, notes), nodes[0].Item1, (history, chat) =>
        {
            var reader = new ClaudeAiMessage(history, chat, ImportJson.Text(root, "model"), source, parts);
            return index => reader.Take(messages[index], nodes[index].Item1 ?? string.Create(CultureInfo.InvariantCulture, $"message {index + 1}"));
        });
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
