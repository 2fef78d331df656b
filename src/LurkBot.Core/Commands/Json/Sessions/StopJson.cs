using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Commands;

/// <summary>What was stopped.</summary>
/// <param name="Session">The session.</param>
/// <param name="Asked">Whether a turn that runs was asked to stop.</param>
/// <param name="Turns">How many open turns were ended.</param>
/// <param name="Messages">How many messages that waited were cancelled.</param>
/// <param name="Waiting">How many messages still wait.</param>
internal sealed record StopJson(string Session, bool Asked, int Turns, int Messages, int Waiting)
{
    /// <summary>The record of a stop.</summary>
    public static StopJson Of(SessionKey key, StopResult result) => new(key.ToString(), result.IsAsked, result.Turns, result.Messages, result.Waiting);
}
