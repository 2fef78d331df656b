using LurkBot.Commands;
using LurkBot.Import;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Tells what an import did: the same words in a dry run.</summary>
/// <param name="dryRun">Whether nothing was written.</param>
/// <param name="json">Whether one JSON object is printed at the end instead of text.</param>
internal sealed class ImportReport(bool dryRun, bool json)
{
    /// <summary>An account of many years has missing files in hundreds of conversations.</summary>
    private const int MostSkippedLines = 100;

    private readonly List<ImportStep> steps = [];
    private readonly Dictionary<ImportAction, int> counts = [];
    private readonly Dictionary<string, long> notes = new(StringComparer.Ordinal);
    private int skippedLines;

    /// <summary>Whether something was not imported that should have been.</summary>
    public bool HasFailed => Count(ImportAction.Failed) + Count(ImportAction.Diverged) > 0;

    /// <summary>Tells one step.</summary>
    public void Add(ImportStep step)
    {
        counts[step.Action] = Count(step.Action) + 1;
        foreach (var (what, count) in step.Notes)
            notes[what] = notes.GetValueOrDefault(what) + count;
        if (step.Action is ImportAction.Failed or ImportAction.Diverged)
            Console.Error.WriteLine("lurkbot: " + Shown($"{step.File}: {(step.Key is null ? "" : $"{step.Key}: ")}{step.Message}"));
        foreach (var skipped in step.Skipped.Where(_ => ++skippedLines <= MostSkippedLines))
            Console.Error.WriteLine("lurkbot: " + Shown($"{step.File}: {(step.Key is null ? "" : $"{step.Key}: ")}{skipped}"));
        if (json)
            steps.Add(step);
        else if (step.Key is not null && step.Action is not ImportAction.Failed)
            Console.WriteLine(Shown($"{ImportStepJson.Word(step.Action),-9} {step.Key}{(step.Entries > 0 ? $"  {Plural.Of(step.Entries, "entry", "entries")}" : "")}{(step.Title is null ? "" : $"  “{step.Title}”")}"));
    }

    /// <summary>Tells the sum.</summary>
    public void Finish()
    {
        if (skippedLines > MostSkippedLines)
            Console.Error.WriteLine($"lurkbot: {skippedLines - MostSkippedLines} more lines of this kind; --json has them all.");
        if (json)
        {
            JsonOutput.Write(ImportReportJson.Of(steps, notes), ReportJson.Default.ImportReportJson);
        }
        else
        {
            Console.WriteLine($"{Count(ImportAction.Created)} new, {Count(ImportAction.Extended)} extended, {Count(ImportAction.Present)} there already, {Count(ImportAction.Diverged)} left as they are, {Count(ImportAction.Failed)} failed; files without a conversation: {Count(ImportAction.Skipped)}.");
            foreach (var (what, count) in notes.OrderBy(note => note.Key, StringComparer.Ordinal))
                Console.WriteLine(Shown($"  {what}: {count}"));
        }

        if (dryRun)
            Console.Error.WriteLine("Nothing was written: this was a dry run.");
    }

    private static string Shown(string text) => TerminalText.Sanitize(text, keepNewlines: false);

    private int Count(ImportAction action) => counts.GetValueOrDefault(action);
}
