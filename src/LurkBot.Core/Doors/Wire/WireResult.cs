using LurkBot.Entries;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>How a turn ended.</summary>
internal sealed record WireResult(TurnFate Fate, string Reply, string Model, Usage? Usage, string FinishReason, WireError? Error, string? Reasoning, IReadOnlyList<long> Answers, bool IsParked, string? Why)
{
    public static WireResult Of(TurnResult result) =>
        new(result.Fate, result.Reply, result.Model, result.Usage, result.FinishReason, result.Error is null ? null : WireError.Of(result.Error), result.Reasoning, result.Answers, result.IsParked, result.Why);

    public TurnResult ToResult() => new(Fate, Reply, Model, Usage, FinishReason, Error?.ToException()) { Reasoning = Reasoning, Answers = Answers, IsParked = IsParked, Why = Why };
}
