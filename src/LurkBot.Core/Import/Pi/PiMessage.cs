using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>The messages of pi and OpenClaw.</summary>
internal static class PiMessage
{
    /// <summary>Reads a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="source">The file.</param>
    /// <param name="where">The message's id or place.</param>
    /// <param name="attached">Files of a tool's result.</param>
    /// <returns>Null when it is not imported; the notes say why.</returns>
    public static Entry? Read(JsonElement message, ImportSource source, string where, out IReadOnlyList<Attachment> attached)
    {
        var notes = source.Notes;
        attached = [];
        switch (ImportJson.Text(message, "role"))
        {
            case "user":
                var content = MessageContent.Read(ImportJson.Get(message, "content"), source.Files, notes, where);
                if (!content.IsEmpty)
                    return new UserEntry { Content = content.Text, Attachments = content.Files };
                notes.Skip("messages without text, not imported", where);
                return null;
            case "assistant":
                return ReadAssistant(message, notes, where);
            case "toolResult":
                var result = MessageContent.Read(ImportJson.Get(message, "content"), source.Files, notes, where);
                attached = result.Files;
                return new ToolEntry { ToolCallId = ImportJson.Text(message, "toolCallId") ?? "", Content = result.Text };
            case "bashExecution":
                return Notice($"$ {ImportJson.Text(message, "command")}\n{ImportJson.Text(message, "output")}", "command that the user ran", notes);
            case "custom" or "hookMessage":
                return Notice(MessageBlocks.Text(ImportJson.Get(message, "content"), notes, where), $"message of an extension ({ImportJson.Text(message, "customType")})", notes);
            case "compactionSummary" or "branchSummary":
                return Notice(ImportJson.Text(message, "summary"), "summary of what came before", notes);
            case { } role:
                notes.Skip($"messages of role {role}, not imported", where);
                return null;
            case null:
                notes.Skip("messages without a role, not imported", where);
                return null;
        }
    }

    /// <summary>A notice that says where it comes from.</summary>
    public static SystemEntry? Notice(string? text, string reason, ImportNotes notes)
    {
        notes.Add(string.IsNullOrEmpty(text) ? $"{reason}: empty, not imported" : $"{reason}: kept as a notice");
        return string.IsNullOrEmpty(text) ? null : new NoticeEntry { Content = text, Actor = "import", Reason = reason };
    }

    private static AssistantEntry ReadAssistant(JsonElement message, ImportNotes notes, string where)
    {
        var (texts, thoughts, calls) = (new List<string>(), new List<string>(), new List<ToolCall>());
        var content = ImportJson.Get(message, "content");
        if (ImportJson.Text(content) is { } whole)
            texts.Add(whole);
        foreach (var block in ImportJson.Items(content))
        {
            var type = ImportJson.Text(block, "type");
            if (type is "text" && ImportJson.Text(block, "text") is { } text)
                texts.Add(text);
            else if (type is "thinking" && ImportJson.Text(block, "thinking") is { } thought)
                thoughts.Add(thought);
            else if (type is "toolCall")
                calls.Add(new ToolCall(ImportJson.Text(block, "id") ?? "", ImportJson.Text(block, "name") ?? "", ImportJson.Arguments(ImportJson.Get(block, "arguments"), notes)));
            else
                MessageBlocks.CountOther(block, notes, where);
        }

        var (finish, error) = (ImportJson.Text(message, "stopReason"), ImportJson.Text(message, "errorMessage"));
        return new AssistantEntry
        {
            Content = string.Join('\n', texts),
            Reasoning = thoughts.Count == 0 ? null : string.Join('\n', thoughts),
            ToolCalls = calls,
            Model = ImportJson.Text(message, "model"),
            Usage = ReadUsage(ImportJson.Get(message, "usage")),
            Finish = finish,
            Partial = finish is "aborted" or "error" or "length",
            Unknown = error is null ? [] : [new UnknownField("error_message", ImportJson.Quote(error))],
        };
    }

    private static Usage? ReadUsage(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
            return null;
        // pi counts tokens from the cache apart from the input; we count them within.
        var (cached, written) = (ImportJson.Tokens(usage, "cacheRead"), ImportJson.Tokens(usage, "cacheWrite"));
        return new Usage(ImportJson.Tokens(usage, "input") + cached + written, ImportJson.Tokens(usage, "output"), cached) { CacheWrite = written };
    }
}
