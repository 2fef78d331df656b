using LurkBot.Sessions;

namespace LurkBot.Operations;

/// <summary>A session that was cleared.</summary>
/// <param name="Key">The session.</param>
/// <param name="Messages">How many messages the model saw before.</param>
/// <param name="CancelledQuestion">Whether an open question was cancelled.</param>
internal sealed record ClearedSession(SessionKey Key, int Messages, bool CancelledQuestion);
