using LurkBot.Sessions;

namespace LurkBot.Recall;

/// <summary>The other session that a recalled message is from.</summary>
/// <param name="Key">The session.</param>
/// <param name="Id">Its id.</param>
internal sealed record RecallOrigin(SessionKey Key, SessionId Id);
