using LurkBot.History;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary>Entries as text for people.</summary>
internal static class EntryText
{
    /// <summary>One entry: who, then what, without raw control characters.</summary>
    public static string Describe(Entry entry) => TerminalText.Sanitize(entry switch
    {
        UserEntry user => $"{user.Sender?.Name ?? user.Sender?.Id ?? "user"}: {user.Content}",
        AssistantEntry { ToolCalls.Count: > 0 } assistant =>
            $"assistant calls {string.Join(", ", assistant.ToolCalls.Select(call => $"{call.Name} {call.Arguments}"))} {assistant.Content}",
        AssistantEntry { Partial: true } assistant => $"assistant ({assistant.Finish}): {assistant.Content}",
        AssistantEntry assistant => $"assistant: {assistant.Content}",
        ToolEntry tool => $"{tool.Name} {(tool.Error ? "failed" : "returned")}: {tool.Content}",
        SystemEntry { Kind: SystemKinds.Clear } => "(cleared)",
        SystemEntry { Kind: SystemKinds.Undo } undo => $"(took back entry {undo.Undoes})",
        SystemEntry { Kind: SystemKinds.Settings } settings => $"(model: {(string.IsNullOrEmpty(settings.Model) ? "default" : settings.Model)})",
        SystemEntry system => $"({system.Kind}: {system.Content})",
        _ => entry.Content,
    });
}
