using System.Globalization;
using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>The items of Codex CLI's sessions: messages, reasoning, calls and their results, as the Responses interface has them.</summary>
/// <param name="history">Gets the entries.</param>
/// <param name="source">The file.</param>
internal sealed class CodexItems(ImportedHistory history, ImportSource source)
{
    /// <summary>How texts begin that Codex puts in for the model.</summary>
    private static readonly string[] PutIn =
        ["<environment_context>", "<user_instructions>", "<permissions instructions>", "<turn_aborted>", "<recommended_plugins>", "<collaboration_mode>", "<skills_instructions>", "<INSTRUCTIONS>", "# AGENTS.md instructions for ", "<user_shell_command>"];

    private readonly List<string> thoughts = [];
    private readonly List<ToolCall> calls = [];
    private string? text;
    private Usage? usage;
    private DateTimeOffset? stepAt;
    private long number;

    /// <summary>The model of the present turn.</summary>
    public string? Model { get; set; }

    /// <summary>Whether a message was among the items.</summary>
    public bool HasMessages { get; private set; }

    private ImportNotes Notes => source.Notes;

    /// <summary>Takes the next item.</summary>
    public void Take(JsonElement item, DateTimeOffset? at)
    {
        var where = string.Create(CultureInfo.InvariantCulture, $"item {++number}");
        switch (ImportJson.Text(item, "type"))
        {
            case "message":
                TakeMessage(item, at, where);
                break;
            case "reasoning":
                TakeReasoning(item, at);
                break;
            case "function_call":
                AddCall(CallId(item), ImportJson.Text(item, "name"), ImportJson.Arguments(ImportJson.Text(item, "arguments") is { Length: > 0 } given ? given : "{}", "input", Notes), at);
                break;
            case "custom_tool_call":
                AddCall(CallId(item), ImportJson.Text(item, "name"), ImportJson.Arguments(ImportJson.Get(item, "input"), Notes), at);
                break;
            case "local_shell_call":
                AddCall(CallId(item), "shell", ImportJson.Arguments(ImportJson.Get(item, "action"), Notes), at);
                break;
            case "function_call_output" or "custom_tool_call_output" or "local_shell_call_output":
                Flush();
                var (output, files, failed) = ReadOutput(ImportJson.Get(item, "output"), where);
                history.AddResult(CallId(item), output, failed, at, files: files);
                break;
            case "web_search_call" or "ghost_snapshot" or "compaction" or "image_generation_call" or "tool_search_call" or "tool_search_output":
                Notes.Add($"records of type {ImportJson.Text(item, "type")}, not imported");
                break;
            case { } type:
                Notes.Skip($"records of type {type}, not imported", where);
                break;
            case null:
                Notes.Skip("records without a type, not imported", where);
                break;
        }
    }

    /// <summary>Adds a summary of what came before.</summary>
    public void AddNotice(string summary, DateTimeOffset? at)
    {
        Flush();
        history.AddNotice(summary, "summary of what came before", at);
    }

    /// <summary>The tokens of the newest call, which are told after it.</summary>
    public void AddUsage(JsonElement counts)
    {
        if (counts.ValueKind == JsonValueKind.Object && (text is not null || calls.Count + thoughts.Count > 0))
            usage = new Usage(ImportJson.Tokens(counts, "input_tokens"), ImportJson.Tokens(counts, "output_tokens"), ImportJson.Tokens(counts, "cached_input_tokens"));
    }

    /// <summary>Ends the session.</summary>
    public ImportedHistory Finish()
    {
        Flush();
        return history;
    }

    private static string CallId(JsonElement item) => ImportJson.Text(item, "call_id") ?? ImportJson.Text(item, "id") ?? "";

    private void TakeMessage(JsonElement item, DateTimeOffset? at, string where)
    {
        var role = ImportJson.Text(item, "role");
        if (role is "developer" or "system")
        {
            Notes.Add("texts that Codex put in for the model, not imported");
            return;
        }

        var content = MessageContent.Read(ImportJson.Get(item, "content"), source.Files, Notes, where);
        if (role is "user" && Array.Exists(PutIn, mark => content.Text.StartsWith(mark, StringComparison.Ordinal)))
        {
            Notes.Add("texts that Codex put in for the model, not imported");
            return;
        }

        HasMessages = true;
        if (content.IsEmpty || role is not ("user" or "assistant"))
        {
            Notes.Skip(role is null ? "messages without a role, not imported" : content.IsEmpty ? "messages without text, not imported" : $"messages of role {role}, not imported", where);
        }
        else if (role is "user")
        {
            Flush();
            history.Add(new UserEntry { Content = content.Text, Attachments = content.Files }, at);
        }
        else
        {
            Notes.Skip("files in a reply, not imported", where, content.Files.Count);
            if (text is not null || calls.Count > 0)
                Flush();
            (text, stepAt) = (content.Text, stepAt ?? at);
        }
    }

    private void TakeReasoning(JsonElement item, DateTimeOffset? at)
    {
        if (text is not null || calls.Count > 0)
            Flush();
        var said = ImportJson.Items(ImportJson.Get(item, "summary")).Concat(ImportJson.Items(ImportJson.Get(item, "content"))).Select(part => ImportJson.Text(part, "text")).Where(part => !string.IsNullOrEmpty(part)).ToList();
        thoughts.AddRange(said!);
        stepAt ??= at;
        if (said.Count == 0)
            Notes.Add("encrypted thoughts, not imported");
    }

    private void AddCall(string id, string? name, string arguments, DateTimeOffset? at)
    {
        calls.Add(new ToolCall(id, name ?? "", arguments));
        stepAt ??= at;
    }

    private void Flush()
    {
        if (text is not null || thoughts.Count + calls.Count > 0)
        {
            var entry = new AssistantEntry { Content = text ?? "", Reasoning = thoughts.Count == 0 ? null : string.Join('\n', thoughts), ToolCalls = [.. calls], Model = Model, Usage = usage, Partial = text is null && calls.Count == 0 };
            history.Add(entry, stepAt);
        }

        (text, usage, stepAt) = (null, null, null);
        thoughts.Clear();
        calls.Clear();
    }

    /// <summary>A result is a text, parts, an object with both, or (in the first versions) such an object written as a text.</summary>
    private (string Text, IReadOnlyList<Attachment> Files, bool Failed) ReadOutput(JsonElement output, string where)
    {
        if (output.ValueKind == JsonValueKind.Object)
        {
            var inner = MessageContent.Read(ImportJson.Get(output, "content") is { ValueKind: not JsonValueKind.Undefined } content ? content : ImportJson.Get(output, "body"), source.Files, Notes, where);
            return (inner.Text, inner.Files, ImportJson.Get(output, "success").ValueKind == JsonValueKind.False);
        }

        if (ImportJson.Text(output) is { } text && text.StartsWith("{\"output\":", StringComparison.Ordinal))
        {
            using var document = ImportJson.TryParse(System.Text.Encoding.UTF8.GetBytes(text), Notes);
            if (document is not null && ImportJson.Text(document.RootElement, "output") is { } told)
                return (told, [], ImportJson.Get(ImportJson.Get(document.RootElement, "metadata"), "exit_code") is { ValueKind: JsonValueKind.Number } code && code.GetDouble() != 0);
        }

        var read = MessageContent.Read(output, source.Files, Notes, where);
        return (read.Text, read.Files, false);
    }
}
