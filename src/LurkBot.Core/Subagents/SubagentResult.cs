using LurkBot.Entries;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Subagents;

/// <summary>What a subagent's parent hears of it: pure.</summary>
internal static class SubagentResult
{
    private const int Longest = 16_000;
    private const string Cancelled = "It was cancelled.";

    /// <summary>The result.</summary>
    /// <param name="name">The subagent.</param>
    /// <param name="key">Its session.</param>
    /// <param name="outcome">How its turn ended.</param>
    /// <param name="end">The entry that ended it; null when that was a reply.</param>
    /// <param name="overrun">How much of its budget it used, where that was more than all of it.</param>
    /// <exception cref="ToolRefusedException">It did not succeed: the message says why, and what it had.</exception>
    public static string Tell(string name, string key, TurnResult outcome, NoticeEntry? end, string? overrun)
    {
        if (outcome.Fate is TurnFate.Answered)
            return $"{name} ({key}) is done{(overrun is null ? "" : $", and used more than its budget ({overrun})")}:\n{(outcome.Reply.Length == 0 ? "(It had nothing to say.)" : Cut(outcome.Reply))}";
        var why = SentenceOf(end) ?? outcome.Why ?? end?.Content ?? Cancelled;
        throw new ToolRefusedException($"{name} ({key}) did not finish. {why}{(outcome.Reply.Length == 0 ? "" : $"\nWhat it had so far:\n{Cut(outcome.Reply)}")}");
    }

    /// <summary>Why a subagent gave no result, as the entry that ended it tells it.</summary>
    /// <param name="end">The entry; null when there is none.</param>
    public static string WhyOf(NoticeEntry? end) => SentenceOf(end) ?? end?.Content ?? Cancelled;

    /// <summary>Where LurkBot stopped a turn that was parked, the reason is a sentence; elsewhere it is a word.</summary>
    private static string? SentenceOf(NoticeEntry? end) => end is { Actor: TurnStalledException.Actor, Reason: { } reason } && reason.EndsWith('.') ? reason : null;

    private static string Cut(string text) => text.Length <= Longest ? text : $"{text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)]}… (cut)";
}
