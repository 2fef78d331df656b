using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Turns;

/// <summary>
/// A question of a subagent, asked in the session that started it: whoever may approve there answers it, once, and the answer goes on to the subagent. The call that
/// waits is run again either way: it waits on for the result.
/// </summary>
internal static class RelayedQuestion
{
    private const string Start = "for ";

    /// <summary>What such a question is about, as its entry keeps it.</summary>
    /// <param name="child">The subagent's session.</param>
    /// <param name="question">Its question.</param>
    /// <param name="call">All that the subagent's call would do.</param>
    public static string ScopeOf(SessionKey child, ApprovalEntry question, string call) => $"{BeginningOf(child, question)}{question.Name}: {call}";

    /// <summary>What the person who is asked sees of it.</summary>
    /// <param name="scope">What <see cref="ScopeOf"/> gave.</param>
    public static string TextOf(string scope)
    {
        var end = scope.IndexOf(": ", StringComparison.Ordinal);
        return $"The subagent {scope[Start.Length..scope.LastIndexOf('#', end)]} asks for {scope[(end + 2)..]}";
    }

    /// <summary>Whether an entry asks for a subagent.</summary>
    /// <param name="question">The entry.</param>
    public static bool IsOne(ApprovalEntry question) => question is { Approves: null, Scope: { } scope } && AwaitedAnswer.IsRepeatable(question.Name) && scope.StartsWith(Start, StringComparison.Ordinal) && !AwaitedAnswer.IsOne(question);

    /// <summary>The answer to a subagent's question, in the session that started it.</summary>
    /// <param name="entries">That session's entries.</param>
    /// <param name="child">The subagent's session.</param>
    /// <param name="question">Its question.</param>
    /// <returns>Null when it was not answered there.</returns>
    public static ApprovalEntry? FindAnswer(IReadOnlyList<Entry> entries, SessionKey child, ApprovalEntry question)
    {
        var beginning = BeginningOf(child, question);
        var asked = entries.OfType<ApprovalEntry>().Where(entry => IsOne(entry) && entry.Scope!.StartsWith(beginning, StringComparison.Ordinal)).Select(entry => entry.Id).ToHashSet();
        return entries.OfType<ApprovalEntry>().FirstOrDefault(entry => entry.Approves is { } id && asked.Contains(id));
    }
    private static string BeginningOf(SessionKey child, ApprovalEntry question) => string.Create(CultureInfo.InvariantCulture, $"{Start}{child}#{question.Id}: ");
}
