using LurkBot.Entries;
using LurkBot.Models;

namespace LurkBot.Turns;

/// <summary>What logs, spans and metrics call the outcome of a turn: words of a fixed list, never a text.</summary>
internal static class TurnLabels
{
    /// <summary>A turn's fate; <c>parked</c> when it waits for an approval.</summary>
    /// <param name="result">How the turn ended.</param>
    public static string FateOf(TurnResult result) => result switch
    {
        { IsParked: true } => "parked",
        { Fate: TurnFate.Answered } => "answered",
        { Fate: TurnFate.Cancelled } => "cancelled",
        { Fate: TurnFate.Refused } => "refused",
        _ => "failed",
    };

    /// <summary>The kind of an error; its message may quote anything.</summary>
    /// <param name="error">The error; null for none.</param>
    public static string? ErrorOf(Exception? error) => error switch
    {
        null => null,
        ModelException model => $"model.{model.Failure}",
        _ => error.GetType().Name,
    };
}
