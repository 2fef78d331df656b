using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>Plain messages, in the words of OpenAI's and Anthropic's interfaces.</summary>
/// <param name="source">The file.</param>
/// <param name="notes">Told of what is left out.</param>
internal sealed class MessagesReader(ImportSource source, ImportNotes notes)
{
    private static readonly string[] Times = ["created_at", "timestamp", "create_time", "created", "time", "date", "at", "ts"];

    private readonly List<Action<ImportedHistory>> steps = [];

    /// <summary>The model of replies that name none.</summary>
    public string? Model { get; set; }

    /// <summary>What was said first.</summary>
    public string Beginning { get; private set; } = "";

    /// <summary>Adds the instructions that a model was given; they are no message.</summary>
    public void AddInstructions(JsonElement content)
    {
        if (MessageContent.Read(content, source.Files, notes, "the instructions").Text is { Length: > 0 } text)
            steps.Insert(0, history => history.AddNotice(text, "instructions for the model", null));
    }

    /// <summary>Takes the next message.</summary>
    public void Take(JsonElement message, string place)
    {
        var where = ImportJson.Text(message, "id") ?? place;
        var at = Times.Select(name => ImportJson.Moment(ImportJson.Get(message, name))).FirstOrDefault(time => time is not null);
        switch (ImportJson.Text(message, "role"))
        {
            case "user" or "human":
                TakeUser(message, at, where);
                break;
            case "assistant" or "model" or "ai" or "bot" or "gpt":
                TakeAssistant(message, at, where);
                break;
            case "tool" or "function":
                var result = MessageContent.Read(ImportJson.Get(message, "content"), source.Files, notes, where);
                var call = ImportJson.Text(message, "tool_call_id") ?? ImportJson.Text(message, "name") ?? "";
                steps.Add(history => history.AddResult(call, result.Text, false, at, files: result.Files));
                break;
            case "system" or "developer":
                var said = MessageContent.Read(ImportJson.Get(message, "content"), source.Files, notes, where).Text;
                if (said.Length > 0)
                    steps.Add(history => history.AddNotice(said, "instructions for the model", at));
                else
                    notes.Skip("messages without text, not imported", where);
                break;
            case { } role:
                notes.Skip($"messages of role {role}, not imported", where);
                break;
            case null:
                notes.Skip(message.ValueKind == JsonValueKind.Object ? "messages without a role, not imported" : "messages that are no object, not imported", where);
                break;
        }
    }

    /// <summary>Ends the conversation.</summary>
    /// <param name="start">When it began.</param>
    public ImportedHistory Finish(DateTimeOffset start)
    {
        var history = new ImportedHistory(start, notes);
        steps.ForEach(step => step(history));
        return history;
    }

    private void TakeUser(JsonElement message, DateTimeOffset? at, string where)
    {
        var blocks = ImportJson.Get(message, "content");
        var hasResults = false;
        foreach (var block in ImportJson.Items(blocks).Where(block => ImportJson.Text(block, "type") is "tool_result"))
        {
            hasResults = true;
            var result = MessageContent.Read(ImportJson.Get(block, "content"), source.Files, notes, where);
            var (call, failed) = (ImportJson.Text(block, "tool_use_id") ?? "", ImportJson.IsTrue(block, "is_error"));
            steps.Add(history => history.AddResult(call, result.Text, failed, at, files: result.Files));
        }

        var content = MessageContent.Read(blocks, source.Files, notes, where, "tool_result");
        if (content.IsEmpty)
        {
            notes.Skip("messages without text, not imported", where, hasResults ? 0 : 1);
            return;
        }

        Beginning = Beginning.Length == 0 ? content.Text : Beginning;
        var sender = ImportJson.Text(message, "name") is { Length: > 0 } name ? new Sender(name, name, Sessions.Trust.Low) : null;
        steps.Add(history => history.Add(new UserEntry { Content = content.Text, Attachments = content.Files, Sender = sender, Source = $"messages:{Path.GetFileName(source.Path)}:{where}" }, at));
    }

    private void TakeAssistant(JsonElement message, DateTimeOffset? at, string where)
    {
        var blocks = ImportJson.Get(message, "content");
        var thoughts = new List<string?> { ImportJson.Text(message, "reasoning_content") ?? ImportJson.Text(message, "reasoning") };
        var calls = new List<ToolCall>();
        foreach (var block in ImportJson.Items(blocks))
        {
            if (ImportJson.Text(block, "type") is "thinking")
                thoughts.Add(ImportJson.Text(block, "thinking"));
            else if (ImportJson.Text(block, "type") is "tool_use")
                calls.Add(new ToolCall(ImportJson.Text(block, "id") ?? "", ImportJson.Text(block, "name") ?? "", ImportJson.Arguments(ImportJson.Get(block, "input"), notes)));
        }

        foreach (var call in ImportJson.Items(ImportJson.Get(message, "tool_calls")))
        {
            var function = ImportJson.Get(call, "function");
            calls.Add(new ToolCall(ImportJson.Text(call, "id") ?? "", ImportJson.Text(function, "name") ?? "", Arguments(function)));
        }

        if (ImportJson.Get(message, "function_call") is { ValueKind: JsonValueKind.Object } single)
            calls.Add(new ToolCall(ImportJson.Text(single, "name") ?? "", ImportJson.Text(single, "name") ?? "", Arguments(single)));
        var content = MessageContent.Read(blocks, source.Files, notes, where, "thinking", "redacted_thinking", "tool_use");
        notes.Skip("files in a reply, not imported", where, content.Files.Count);
        var reasoning = string.Join('\n', thoughts.Where(thought => !string.IsNullOrEmpty(thought)));
        var text = content.Text.Length > 0 ? content.Text : ImportJson.Text(message, "refusal") ?? "";
        if (text.Length == 0 && reasoning.Length == 0 && calls.Count == 0)
        {
            notes.Skip("messages without text, not imported", where);
            return;
        }

        var model = ImportJson.Text(message, "model");
        steps.Add(history => history.Add(new AssistantEntry { Content = text, Reasoning = reasoning.Length == 0 ? null : reasoning, ToolCalls = calls, Model = model ?? Model, Partial = text.Length == 0 && calls.Count == 0 }, at));
    }

    private string Arguments(JsonElement function) => ImportJson.Get(function, "arguments") is { ValueKind: JsonValueKind.String } text
        ? text.GetString() is { Length: > 0 } given ? ImportJson.Arguments(given, "input", notes) : "{}"
        : ImportJson.Arguments(ImportJson.Get(function, "arguments"), notes);
}
