using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Channels;

/// <summary>What a message says that asks whether a tool call may run: the call exactly as it runs, all of it, or it cannot be allowed there.</summary>
internal static class QuestionText
{
    /// <summary>A longer call is not shown whole; these are up to ten messages.</summary>
    private const int LongestShown = 20_000;

    /// <summary>So much of a longer one is shown of its beginning, and of its end.</summary>
    private const int Beginning = 3_000, End = 1_000;

    /// <summary>Whether a chat shows all of a call, so that it can be allowed there.</summary>
    /// <param name="call">What the call would do.</param>
    public static bool IsWhole(string call) => call.Length <= LongestShown;

    /// <summary>The text, as Markdown.</summary>
    /// <param name="key">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="call">What the call would do.</param>
    /// <param name="asked">The message that led to the call.</param>
    /// <param name="last">What the message ends with: until when it can be answered, or what became of it.</param>
    public static string Of(SessionKey key, ApprovalEntry question, string call, UserEntry asked, string last)
    {
        var where = key.Type is SessionType.Main ? "" : $"\n\nAsked by {PlainText.ToMarkdown(EntrySpeaker.Of(asked) ?? "an unnamed person")} in {PlainText.ToMarkdown(key.ToString())}.";
        var shown = Code(call);
        if (!IsWhole(call))
        {
            var (start, end) = (Border(call, Beginning), Border(call, call.Length - End));
            shown = string.Create(
                CultureInfo.InvariantCulture,
                $"{Code(call[..start])}\n\n… {end - start:#,##0} characters are not shown here …\n\n{Code(call[end..])}\n\nIt cannot be allowed here, as not all of it can be shown. In a terminal it can: {PlainText.ToMarkdown($"lurkbot chat --session {key}")}");
        }

        return $"May {question.Name} run this?\n\n{shown}{where}{(last.Length == 0 ? "" : "\n")}{last}";
    }

    /// <summary>A block of code that nothing in it ends.</summary>
    private static string Code(string text)
    {
        var (longest, run) = (2, 0);
        foreach (var character in text)
            longest = Math.Max(longest, run = character == '`' ? run + 1 : 0);
        var fence = new string('`', longest + 1);
        return $"{fence}\n{text}\n{fence}";
    }

    private static int Border(string text, int position) => char.IsLowSurrogate(text[position]) ? position - 1 : position;
}
