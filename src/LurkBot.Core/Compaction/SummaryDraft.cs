using System.Globalization;
using LurkBot.Context;
using LurkBot.Entries;

namespace LurkBot.Compaction;

/// <summary>A summary as it goes into the history.</summary>
/// <param name="Text">The summary, with the fixed headings.</param>
/// <param name="Dropped">Identifiers that it leaves out.</param>
internal sealed record SummaryDraft(string Text, IReadOnlyList<DroppedIdentifier> Dropped)
{
    private const int MostListed = 1000;

    /// <summary>Puts what a summary lacks under its headings, as far as there is room; the rest is listed beside it.</summary>
    /// <param name="text">A summary with all headings.</param>
    /// <param name="evidence">What it must keep.</param>
    /// <param name="counter">Counts tokens.</param>
    /// <param name="room">The most tokens that are added for identifiers.</param>
    public static SummaryDraft Complete(string text, SummaryEvidence evidence, TokenCounter counter, long room)
    {
        var questions = new List<string>();
        foreach (var question in evidence.Questions.Where(question => !text.Contains(SummaryEvidence.Line(question), StringComparison.Ordinal)))
        {
            // By its mark the next summary knows it again.
            var stands = text.IndexOf(question.Text, StringComparison.Ordinal);
            if (stands >= 0)
                text = text.Insert(stands + question.Text.Length, SummaryEvidence.Mark(question.Id));
            else
                questions.Add(SummaryEvidence.Line(question));
        }

        var told = ExactIdentifiers.In(text).ToHashSet(StringComparer.Ordinal);
        var (added, left) = (new List<string>(), new List<(string Text, long Id)>());
        // The newest are the likeliest to be asked for.
        foreach (var identifier in evidence.Identifiers.Reverse().Where(identifier => !told.Contains(identifier.Text) && !Tells(text, identifier.Text)))
        {
            room -= counter.Count(identifier.Text) + 2;
            if (room >= 0)
                added.Add(identifier.Text);
            else
                left.Add(identifier);
        }

        added.Reverse();
        text = Insert(text, SummaryHeadings.Questions, questions);
        return new SummaryDraft(Insert(text, SummaryHeadings.Identifiers, added), [.. left.Take(MostListed).Select(identifier => new DroppedIdentifier(identifier.Text, identifier.Id))]);
    }

    /// <summary>Whether a text holds an identifier whole, not as a part of another one.</summary>
    private static bool Tells(string text, string identifier)
    {
        for (var at = text.IndexOf(identifier, StringComparison.Ordinal); at >= 0; at = text.IndexOf(identifier, at + 1, StringComparison.Ordinal))
        {
            if (Ends(text, at - 1, -1) && Ends(text, at + identifier.Length, 1))
                return true;
        }

        return false;
    }

    /// <summary>Whether a word ends before a place, going one way; a sign belongs to the word when it goes on behind it.</summary>
    private static bool Ends(string text, int at, int way)
    {
        bool IsLetter(int index) => index >= 0 && index < text.Length && (char.IsLetterOrDigit(text[index]) || text[index] == '_');
        return !IsLetter(at) && !(at >= 0 && at < text.Length && "./-:,@%+~\\".Contains(text[at], StringComparison.Ordinal) && IsLetter(at + way));
    }

    private static string Insert(string text, string heading, List<string> lines)
    {
        if (lines.Count == 0)
            return text;
        var added = string.Concat(lines.Select(line => $"- {line}\n"));
        var at = text.IndexOf(heading, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return string.Create(CultureInfo.InvariantCulture, $"{text.TrimEnd()}\n\n{heading}\n{added}");
        var next = text.IndexOf("\n## ", at + heading.Length, StringComparison.Ordinal);
        return next < 0 ? $"{text.TrimEnd()}\n{added}" : $"{text[..next].TrimEnd()}\n{added}{text[next..]}";
    }
}
