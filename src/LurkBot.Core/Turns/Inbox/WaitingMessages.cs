using LurkBot.Entries;

namespace LurkBot.Turns;

/// <summary>The messages of a session that wait, as a process finds them.</summary>
/// <param name="Messages">Those that this process answers, oldest first.</param>
/// <param name="Stopped">Those whose turn was stopped, but its process was killed before it heard of that, and those that their senders deleted.</param>
/// <param name="Copied">Those that came with a copy of the session from another home.</param>
/// <param name="Through">The newest entry that was looked at.</param>
internal sealed record WaitingMessages(IReadOnlyList<UserEntry> Messages, IReadOnlyList<UserEntry> Stopped, IReadOnlyList<UserEntry> Copied, long Through);
