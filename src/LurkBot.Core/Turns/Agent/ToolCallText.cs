using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>A call in words, for people: the part of its arguments that matters. It is text from outside.</summary>
internal static class ToolCallText
{
    /// <summary>Describes a call.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Such as <c>ls -la</c>, or <c>notes.txt (12 characters)</c>; empty when there is nothing to say.</returns>
    public static string Describe(string tool, AIFunctionArguments arguments)
    {
        string Value(string name) => arguments.TryGetValue(name, out var value) ? ArgumentText.Of(value) : "";
        return tool switch
        {
            "bash" => Value("command"),
            "write" => $"{Value("path")} ({Value("content").Length} characters)",
            "edit" => $"{Value("path")}: {Quote(Value("old_text"))} becomes {Quote(Value("new_text"))}",
            "grep" => $"{Value("pattern")} {Value("path")} {Value("glob")}".TrimEnd(),
            "glob" => $"{Value("pattern")} {Value("path")}".TrimEnd(),
            "web_fetch" => Value("url"),
            "schedule" => $"{Value("action")} {Value("when")} {Value("prompt")}".Trim(),
            "send_file" => $"{Value("path")} {Value("caption")}".TrimEnd(),
            "sessions_send" => $"{Value("to")}: {Quote(Value("message"))}",
            SubagentSource.Tool => $"{Agent(Value("agent"))}: {Quote(Value("task"))}",
            "sessions_history" or "session_status" => Value("session"),
            "sessions_search" => $"{Value("words")} {Value("session")}".TrimEnd(),
            _ => Value("path"),
        };
    }

    /// <summary>What an approval of a call covers: the whole command, the path, the address.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Scope(string tool, AIFunctionArguments arguments)
    {
        string Value(string name) => arguments.TryGetValue(name, out var value) ? ArgumentText.Of(value) : "";
        return tool switch
        {
            "bash" => Value("command"),
            "web_fetch" => Value("url"),
            "sessions_send" => Value("to"),
            // Never begins as the scope of a question that is asked for a subagent does (RelayedQuestion).
            SubagentSource.Tool => $"start {Agent(Value("agent"))}: {Value("task")}",
            "sessions_history" or "session_status" or "sessions_search" => Value("session"),
            _ => Value("path"),
        };
    }

    /// <summary>All that a call would do, for whoever must allow it.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Detail(string tool, AIFunctionArguments arguments)
    {
        string Value(string name) => arguments.TryGetValue(name, out var value) ? ArgumentText.Of(value) : "";
        return tool switch
        {
            "write" => $"{Describe(tool, arguments)}\n{Value("content")}",
            "sessions_send" => $"{Value("to")}\n{Value("message")}",
            SubagentSource.Tool => $"{Agent(Value("agent"))}{string.Concat(((string[])["model", "tools", "workspace", "budget", "timeout"]).Where(name => Value(name).Length > 0).Select(name => $", {name} {Value(name)}"))}\n{Value("task")}",
            "edit" => $"{Value("path")}\n- {Indent(Value("old_text"))}\n+ {Indent(Value("new_text"))}",
            _ => Describe(tool, arguments),
        };
    }

    private static string Agent(string name) => name.Length == 0 ? SubagentSource.Plain : name;

    private static string Indent(string text) => text.Replace("\n", "\n  ", StringComparison.Ordinal);

    private static string Quote(string text) => text.Length <= 60 ? $"“{text}”" : $"“{text[..(char.IsHighSurrogate(text[59]) ? 59 : 60)]}…” ({text.Length} characters)";
}
