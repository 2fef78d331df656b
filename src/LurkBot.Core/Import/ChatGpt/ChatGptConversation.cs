using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>The messages of one branch of a ChatGPT conversation, as entries.</summary>
/// <param name="id">The conversation's name in sources.</param>
/// <param name="start">When it began.</param>
/// <param name="notes">Told of what is left out.</param>
/// <param name="parts">The files of the export.</param>
internal sealed class ChatGptConversation(string id, DateTimeOffset start, ImportNotes notes, ExportParts parts)
{
    private readonly ImportedHistory history = new(start, notes);
    private readonly List<string> thoughts = [];
    private (string Id, string Name)? call;
    private int shared;

    private ImportNotes Notes => history.Notes;

    /// <summary>From here on the branch is on its own.</summary>
    public void Fork(SessionKey original, ImportNotes own)
    {
        history.Notes = own;
        if (history.Count > 0)
            history.AddFork(original);
        shared = history.Count;
    }

    /// <summary>Ends the branch.</summary>
    /// <returns>Null when nothing was said in it, but for what it shares.</returns>
    public IReadOnlyList<Entry>? Finish()
    {
        AddThoughts(null);
        return history.Count == shared ? null : history.Finish();
    }

    /// <summary>Takes the next message.</summary>
    public void Take(JsonElement message, string node)
    {
        if (message.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return;
        var at = ImportJson.Moment(ImportJson.Get(message, "create_time"));
        var where = ImportJson.Text(message, "id") ?? node;
        if (ChatGptMessage.IsHidden(message))
        {
            Notes.Add("messages that ChatGPT hides, not imported");
            return;
        }

        var content = ChatGptMessage.ReadContent(message, Notes, parts, where);
        var type = ImportJson.Text(ImportJson.Get(message, "content"), "content_type");
        switch (ChatGptMessage.Role(message))
        {
            case "user":
                AddThoughts(at);
                if (content.IsEmpty)
                    Notes.Skip("messages without text, not imported", where);
                else
                    history.Add(new UserEntry { Content = content.Text, Attachments = content.Files, Source = $"chatgpt:{id}:{where}" }, at);
                break;
            case "assistant" when type is "thoughts":
                thoughts.Add(content.Text);
                break;
            case "assistant" when type is "reasoning_recap":
                Notes.Add("notes on how long it thought, not imported");
                break;
            case "assistant":
                AddAssistant(message, content, where, at);
                break;
            case "tool" when call is { } open:
                history.AddResult(open.Id, content.Text, type is "system_error", at, joins: true, content.Files);
                break;
            case "tool":
                Notes.Skip("tool results without a call before them, not imported", where);
                break;
            case "system" when content.IsEmpty:
                break;
            case { } role:
                Notes.Skip($"messages of role {role}, not imported", where);
                break;
            case null:
                Notes.Skip("messages without a role, not imported", where);
                break;
        }
    }

    private void AddAssistant(JsonElement message, MessageContent content, string where, DateTimeOffset? at)
    {
        var metadata = ImportJson.Get(message, "metadata");
        var finish = ImportJson.Text(ImportJson.Get(metadata, "finish_details"), "type");
        var recipient = ImportJson.Text(message, "recipient") is { } name and not "all" ? name : null;
        Notes.Skip("files in a reply, not imported", where, content.Files.Count);
        if (content.Text.Length == 0 && recipient is null)
        {
            // Between a call and the next step ChatGPT leaves empty messages: nothing was said.
            if (ChatGptMessage.IsBlank(message))
                Notes.Add("messages of the model without text, not imported");
            else
                Notes.Skip("messages without text, not imported", where);
            return;
        }

        call = recipient is null ? null : (where, recipient);
        history.Add(
            new AssistantEntry
            {
                Content = recipient is null ? content.Text : "",
                Model = ImportJson.Text(metadata, "model_slug"),
                ToolCalls = recipient is null ? [] : [new ToolCall(where, recipient, ImportJson.Arguments(content.Text, "input", Notes))],
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
