using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>A call in words, for people: the part of its arguments that matters. It is text from outside.</summary>
public static class ToolCallText
{
    /// <summary>Describes a call.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Such as <c>ls -la</c>, or <c>notes.txt (12 characters)</c>; empty when there is nothing to say.</returns>
    public static string Describe(string tool, AIFunctionArguments arguments)
    {
        string Value(string name) => arguments.TryGetValue(name, out var value) ? Text(value) : "";
        return tool switch
        {
            "bash" => Value("command"),
            "write" => $"{Value("path")} ({Value("content").Length} characters)",
            "edit" => $"{Value("path")}: {Quote(Value("old_text"))} becomes {Quote(Value("new_text"))}",
            "grep" => $"{Value("pattern")} {Value("path")} {Value("glob")}".TrimEnd(),
            "glob" => $"{Value("pattern")} {Value("path")}".TrimEnd(),
            "web_fetch" => Value("url"),
            _ => Value("path"),
        };
    }

    private static string Text(object? value) => value is JsonElement { ValueKind: JsonValueKind.String } element ? element.GetString()! : value?.ToString() ?? "";

    private static string Quote(string text) => text.Length <= 60 ? $"“{text}”" : $"“{text[..60]}…” ({text.Length} characters)";
}
