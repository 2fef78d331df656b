using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What a stop did.</summary>
internal sealed record WireStopped(bool IsAsked, int Turns, int Messages, int Waiting)
{
    public static WireStopped Of(StopResult result) => new(result.IsAsked, result.Turns, result.Messages, result.Waiting);

    public StopResult ToResult() => new(IsAsked, Turns, Messages) { Waiting = Waiting };
}
