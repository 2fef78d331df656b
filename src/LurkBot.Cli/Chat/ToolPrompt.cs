using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>How the owner is asked whether a tool may run.</summary>
internal static class ToolPrompt
{
    private const int LongestLine = 160;

    /// <summary>Says that a tool runs, in one line, and in another one what it does. What is sent to another session is told by the reply.</summary>
    public static IEnumerable<string> Started(string tool, string call)
    {
        yield return VisibleText.Show($"[Using {tool} tool]");
        if (call.Length == 0 || tool is TurnExchange.SendTool)
            yield break;
        var line = VisibleText.Show($"  {call}".TrimEnd());
        yield return line.Length <= LongestLine ? line : line[..(char.IsHighSurrogate(line[LongestLine - 1]) ? LongestLine - 1 : LongestLine)] + "…";
    }

    /// <summary>What a tool gave: the beginning and the end of its output, and whether it failed.</summary>
    public static IEnumerable<string> Ended(TurnUpdate.ToolEnded tool)
    {
        if (tool.Failed)
            yield return $"  ✗ {tool.Tool} failed";
        else if (tool.Tool is TurnExchange.SendTool)
            yield break;
        foreach (var line in ToolOutput.Lines(tool.Output))
            yield return "  │ " + line;
    }

    /// <summary>What became of an answer, in words.</summary>
    /// <param name="outcome">Whether it counts.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="session">The session.</param>
    public static string Describe(ApprovalOutcome outcome, ApprovalDecision decision, string tool, SessionKey session) => (outcome, decision) switch
    {
        (ApprovalOutcome.Stored, ApprovalDecision.Once) => "Allowed once.",
        (ApprovalOutcome.Stored, ApprovalDecision.Session) => "Allowed until the session is cleared.",
        (ApprovalOutcome.Stored, ApprovalDecision.Always) => $"Allowed always here. Take it back with: lurkbot tools revoke {ShellWord.Quote(tool)} --session {ShellWord.Quote(session.ToString())}",
        (ApprovalOutcome.Stored, ApprovalDecision.Expired) or (ApprovalOutcome.Expired, _) => $"The question has expired: {tool} was not allowed and did not run.",
        (ApprovalOutcome.Stored, _) => $"Not allowed: {tool} did not run.",
        (ApprovalOutcome.NoLongerAllowed, _) => $"Your answer came too late: {tool} is no longer allowed here, so the call does not run.",
        (ApprovalOutcome.AnsweredBefore, _) => "Your answer came too late: the question was answered elsewhere.",
        (ApprovalOutcome.NewerMessage, _) => "Your answer came too late: a newer message was sent instead, so the call is not allowed.",
        (ApprovalOutcome.Cleared, _) => "Your answer came too late: the session was cleared, and the question with it.",
        _ => "Your answer came too late: the turn has ended or was stopped.",
    };

    /// <summary>What another terminal answered, in words.</summary>
    /// <param name="decision">The answer.</param>
    /// <param name="tool">The tool.</param>
    public static string DescribeElsewhere(ApprovalDecision decision, string tool) => "Answered in another terminal: " + decision switch
    {
        ApprovalDecision.Once => $"{tool} is allowed once.",
        ApprovalDecision.Session => $"{tool} is allowed until the session is cleared.",
        ApprovalDecision.Always => $"{tool} is always allowed here.",
        ApprovalDecision.Expired => $"the question has expired; {tool} is not allowed.",
        _ => $"{tool} is not allowed.",
    };

    /// <summary>Asks by lines on the error stream; null where no person can answer.</summary>
    public static Func<ToolQuestion, CancellationToken, Task<ToolAnswer>>? ByLine() =>
        Console.IsInputRedirected || Console.IsErrorRedirected ? null : (question, cancellationToken) => Task.Run(() => AskByLine(question, cancellationToken), cancellationToken);

    private static ToolAnswer AskByLine(ToolQuestion question, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine();
        var dialog = new ApprovalDialog(question);
        foreach (var line in dialog.Lines)
            Console.Error.WriteLine(line);
        while (Console.ReadLine() is { } said && !cancellationToken.IsCancellationRequested)
        {
            if (dialog.Take(said, out var more) is { } answer)
                return answer;
            foreach (var line in more)
                Console.Error.WriteLine(line);
        }

        return ToolAnswer.No;
    }
}
