using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Erasure;

/// <summary>What was said in a session because another one sent it: the message, and the words as they were posted in a chat.</summary>
/// <param name="Key">The session that it was sent to.</param>
/// <param name="Id">That session's id.</param>
/// <param name="Message">The message.</param>
/// <param name="Posted">The words that were posted; null for a message that the session answers itself.</param>
internal sealed record SentCopy(SessionKey Key, SessionId Id, UserEntry Message, AssistantEntry? Posted)
{
    /// <summary>How deep the subagent is that the message starts: then its whole session is about it. Zero for every other message.</summary>
    public int Depth { get; init; }
}
