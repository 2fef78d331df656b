using LurkBot.Operations;

namespace LurkBot.Commands;

/// <summary>A session that was cleared.</summary>
/// <param name="Session">The session.</param>
/// <param name="Messages">How many messages the model saw before.</param>
/// <param name="CancelledQuestion">Whether an open question was cancelled.</param>
internal sealed record ClearedSessionJson(string Session, int Messages, bool CancelledQuestion)
{
    /// <summary>The record of a cleared session.</summary>
    public static ClearedSessionJson Of(ClearedSession cleared) => new(cleared.Key.ToString(), cleared.Messages, cleared.CancelledQuestion);
}
