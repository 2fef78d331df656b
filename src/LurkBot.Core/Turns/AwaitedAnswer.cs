using LurkBot.Entries;

namespace LurkBot.Turns;

/// <summary>A turn that is parked until another session has answered: parked like one that waits for an approval, but no person is asked (RULES SE4).</summary>
internal static class AwaitedAnswer
{
    /// <summary>Who lets such a turn go on: LurkBot itself.</summary>
    public const string Approver = "lurkbot";

    /// <summary>Whether a call may simply be run again after its process was killed: it finds what it began, and waits for that.</summary>
    /// <param name="tool">The tool.</param>
    public static bool IsRepeatable(string tool) => tool is SubagentSource.Tool;

    /// <summary>Whether an entry parks its turn for that.</summary>
    /// <param name="question">The entry.</param>
    public static bool IsOne(ApprovalEntry question) => question.Approvers is [Approver];

    /// <summary>Whether an entry lets such a turn go on.</summary>
    /// <param name="answer">The entry.</param>
    public static bool IsAnswer(ApprovalEntry answer) => answer is { Decision: ApprovalDecision.Once, Actor: Approver };

    /// <summary>What such a turn waits for.</summary>
    /// <param name="question">The entry that parks it.</param>
    public static string Tell(ApprovalEntry question)
    {
        var asked = question.Scope is { } scope && scope.LastIndexOf('#') is > 0 and var hash ? scope[..hash] : "another session";
        return IsRepeatable(question.Name) ? $"waits for the subagent {asked}" : $"waits for the answer of {asked}";
    }

    /// <summary>Parks the turn that asks.</summary>
    /// <param name="message">The message that is to be answered, as <c>KEY#ID</c>.</param>
    /// <param name="text">What it waits for.</param>
    /// <param name="timeout">How long at most.</param>
    public static ApprovalNeededException Park(string message, string text, TimeSpan timeout) => new(message, text, [Approver], timeout);
}
