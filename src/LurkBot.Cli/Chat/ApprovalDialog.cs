using System.Globalization;
using LurkBot.Text;
using LurkBot.Tools;

namespace LurkBot.Cli.Chat;

/// <summary>One question whether a tool may run, from its first line to its answer. What was not seen whole cannot be allowed.</summary>
/// <param name="question">The question.</param>
internal sealed class ApprovalDialog(ToolQuestion question)
{
    private const int MostLines = 30;
    private const int MostCharacters = 3000;
    private const int HeadLines = 14;
    private const int TailLines = 10;
    private const int HeadCharacters = 1400;
    private const int TailCharacters = 1000;

    /// <summary>As a shell and a file have them: only a line feed ends a line, and nothing else looks as if it did.</summary>
    private readonly string[] call = question.Call.Split('\n');

    private bool wasSeen = question.Call.Length <= MostCharacters && question.Call.AsSpan().Count('\n') < MostLines;

    /// <summary>The question, in lines: of a long call its beginning and its end.</summary>
    public IReadOnlyList<string> Lines =>
    [
        question.Tool is "web_fetch" ? "web_fetch wants to read:" : $"{question.Tool} wants to run on this machine, in {TerminalText.Sanitize(question.Folder, keepNewlines: false)}:",
        .. (wasSeen ? call : Shortened()).Select(line => "  " + VisibleText.Show(line)),
        wasSeen ? Choice : $"It has {Count(call.Length, "line")} and {Count(question.Call.Length, "character")}, not all of which are shown. all: show everything, then allow it or not; n: no; then Enter.",
    ];

    /// <summary>Takes an answer.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="more">What to say when that is not an answer yet.</param>
    /// <returns>Null when it is not an answer.</returns>
    public ToolAnswer? Take(string typed, out IReadOnlyList<string> more)
    {
        more = [];
        var answer = Parse(typed);
        if (!wasSeen && typed.Trim().Equals("all", StringComparison.OrdinalIgnoreCase))
        {
            wasSeen = true;
            more = Lines;
            return null;
        }

        if (answer is ToolAnswer.No || (wasSeen && answer is not null && (question.Always is not null || answer is ToolAnswer.Once)))
            return answer;
        more = [wasSeen ? $"Answer with {(question.Always is null ? "o" : "o, s, a")} or n and Enter:" : "Answer with all or n and Enter:"];
        return null;
    }

    private string Choice => question.Always is null
        ? "Allow it? o: once, n: no; then Enter."
        : $"Allow it? o: once, s: {question.Tool}, whatever it does, until this session is cleared, a: always in this session: {VisibleText.Show(question.Always.ReplaceLineEndings(" "))}, n: no; then Enter.";

    private static ToolAnswer? Parse(string text) => text.Trim().ToUpperInvariant() switch
    {
        "O" or "ONCE" or "Y" or "YES" => ToolAnswer.Once,
        "S" or "SESSION" => ToolAnswer.Session,
        "A" or "ALWAYS" => ToolAnswer.Always,
        "N" or "NO" => ToolAnswer.No,
        _ => null,
    };

    private IEnumerable<string> Shortened()
    {
        var head = string.Join('\n', call.Take(HeadLines));
        var tail = string.Join('\n', call.TakeLast(TailLines));
        if (head.Length > HeadCharacters)
            head = head[..(char.IsHighSurrogate(head[HeadCharacters - 1]) ? HeadCharacters - 1 : HeadCharacters)];
        if (tail.Length > TailCharacters)
            tail = tail[^(char.IsLowSurrogate(tail[^TailCharacters]) ? TailCharacters - 1 : TailCharacters)..];
        var hidden = question.Call.Length - head.Length - tail.Length;
        return [.. head.Split('\n'), $"[… {Count(hidden, "character")} not shown …]", .. tail.Split('\n')];
    }

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number:#,0} {what}{(number == 1 ? "" : "s")}");
}
