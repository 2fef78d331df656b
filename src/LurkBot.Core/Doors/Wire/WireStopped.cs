using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What a stop did.</summary>
internal sealed record WireStopped(bool IsAsked, int Turns, int Messages, int Waiting, string? What = null)
{
    public static WireStopped Of(StopResult result) => new(result.IsAsked, result.Turns, result.Messages, result.Waiting, result.What);

    public StopResult ToResult() => new(IsAsked, Turns, Messages) { Waiting = Waiting, What = What };
}
