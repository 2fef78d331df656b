using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>What is known of a subagent's session.</summary>
/// <param name="Charter">What it was started with.</param>
/// <param name="Message">The message that started it.</param>
/// <param name="Parent">The session that started it.</param>
/// <param name="IsWanted">Whether the call that started it still waits for its result.</param>
/// <param name="IsOver">Whether its result is known.</param>
internal sealed record SubagentFacts(SubagentCharter Charter, UserEntry Message, SessionId Parent, bool IsWanted, bool IsOver);
