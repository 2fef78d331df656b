using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>One conversation of a ChatGPT export: a tree of messages, of which the branch to the current one is taken.</summary>
internal sealed class ChatGptConversation
{
    private readonly ImportNotes notes;
    private readonly ImportedHistory history;
    private readonly string id;
    private readonly List<string> thoughts = [];
    private (string Id, string Name)? call;

    private ChatGptConversation(string id, DateTimeOffset start, ImportNotes notes)
    {
        (this.id, this.notes) = (id, notes);
        history = new ImportedHistory(start, notes);
    }

    /// <summary>Reads a conversation.</summary>
    /// <returns>Null when nothing was said in it.</returns>
    public static ImportedSession? Read(JsonElement root, ImportNotes notes, DateTimeOffset fileTime)
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
            return null;
        var path = ParentLinks.Path(nodes, leaf, inOrder: false, notes);
        var onPath = path.ToHashSet();
        notes.Add("messages on branches that were given up, not imported", messages.Where((message, index) => ChatGptMessage.IsSaid(message) && !onPath.Contains(index)).Count());

        var title = ImportedTitle.Of(ImportJson.Text(root, "title"), notes);
        var created = ImportJson.Moment(ImportJson.Get(root, "create_time")) ?? path.Select(index => ImportJson.Moment(ImportJson.Get(messages[index], "create_time"))).FirstOrDefault(at => at is not null);
        if (created is null)
            notes.Add("conversations without a time, given that of the file");
        var name = ImportJson.Text(root, "conversation_id") ?? ImportJson.Text(root, "id");
        var key = ImportedKey.Create("chatgpt", name, $"{title}\n{created:O}\n{nodes[path[0]].Id}", SessionType.Main, notes);
        var conversation = new ChatGptConversation(key.ChatId, created ?? fileTime, notes);
        foreach (var index in path)
            conversation.Take(messages[index], nodes[index].Id!);
        conversation.AddThoughts(null);
        if (conversation.history.Count == 0)
            return null;
        var session = new NewSession(key, created ?? fileTime, conversation.history.Finish()) { Unknown = ImportedTitle.Fields(title) };
        return new ImportedSession(session, title, notes);
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

    private void Take(JsonElement message, string node)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return;
        var at = ImportJson.Moment(ImportJson.Get(message, "create_time"));
        var content = ChatGptMessage.ReadContent(message, notes);
        if (ChatGptMessage.IsHidden(message))
        {
            notes.Add("messages that ChatGPT hides, not imported", content.Length > 0 ? 1 : 0);
            return;
        }

        var type = ImportJson.Text(ImportJson.Get(message, "content"), "content_type");
        switch (ChatGptMessage.Role(message))
        {
            case "user":
                AddThoughts(at);
                notes.Add("messages without text, not imported", content.Length > 0 ? 0 : 1);
                if (content.Length > 0)
                    history.Add(new UserEntry { Content = content, Source = $"chatgpt:{id}:{ImportJson.Text(message, "id") ?? node}" }, at);
                break;
            case "assistant" when type is "thoughts":
                thoughts.Add(content);
                break;
            case "assistant" when type is "reasoning_recap":
                notes.Add("notes on how long it thought, not imported");
                break;
            case "assistant":
                AddAssistant(message, content, ImportJson.Text(message, "id") ?? node, at);
                break;
            case "tool" when call is { } open:
                history.AddResult(open.Id, content, type is "system_error", at, joins: true);
                break;
            case "tool":
                notes.Add("tool results without a call before them, not imported");
                break;
            case { } role:
                notes.Add($"messages of role {role}, not imported", content.Length > 0 ? 1 : 0);
                break;
            case null:
                notes.Add("messages without a role, not imported");
                break;
        }
    }

    private void AddAssistant(JsonElement message, string content, string messageId, DateTimeOffset? at)
    {
        var metadata = ImportJson.Get(message, "metadata");
        var finish = ImportJson.Text(ImportJson.Get(metadata, "finish_details"), "type");
        var recipient = ImportJson.Text(message, "recipient") is { } name and not "all" ? name : null;
        if (content.Length == 0 && recipient is null)
        {
            notes.Add("messages without text, not imported");
            return;
        }

        call = recipient is null ? null : (messageId, recipient);
        history.Add(
            new AssistantEntry
            {
                Content = recipient is null ? content : "",
                Model = ImportJson.Text(metadata, "model_slug"),
                ToolCalls = recipient is null ? [] : [new ToolCall(messageId, recipient, ImportJson.Arguments(content, "input", notes))],
                Reasoning = TakeThoughts(),
                Finish = finish,
                Partial = finish is "interrupted" or "max_tokens" || ImportJson.Text(message, "status") is "in_progress",
            },
            at);
    }

    private void AddThoughts(DateTimeOffset? at)
    {
        call = null;
        if (TakeThoughts() is { } reasoning)
            history.Add(new AssistantEntry { Reasoning = reasoning, Partial = true, Finish = "interrupted" }, at);
    }

    private string? TakeThoughts()
    {
        var reasoning = string.Join('\n', thoughts.Where(thought => thought.Length > 0));
        thoughts.Clear();
        return reasoning.Length == 0 ? null : reasoning;
    }
}
