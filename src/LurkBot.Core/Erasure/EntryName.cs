using LurkBot.Entries;

namespace LurkBot.Erasure;

/// <summary>Says what an entry is, without its words.</summary>
internal static class EntryName
{
    /// <summary>In words.</summary>
    /// <param name="entry">The entry.</param>
    public static string Of(Entry entry) => entry switch
    {
        UserEntry { Sender: { } sender } => $"what {sender.Name ?? sender.Id} said",
        UserEntry => "what was said",
        AssistantEntry { ToolCalls: [var call, ..] } => $"a call of {call.Name}",
        AssistantEntry => "a reply",
        ToolEntry result => $"what {result.Name} gave",
        SystemEntry system => $"a {system.Kind}",
        _ => "an entry",
    };
}
