using System.Text.Json.Serialization;
using LurkBot.Import;

namespace LurkBot.Commands;

/// <summary>What an import did with one conversation or file.</summary>
internal sealed record ImportStepJson(
    string File,
    string Result,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Format,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message,
    int Entries,
    IReadOnlyDictionary<string, long> Notes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NotImported)
{
    /// <summary>The record of a step.</summary>
    public static ImportStepJson Of(ImportStep step) => new(step.File, Word(step.Action), step.Format, step.Key?.ToString(), step.Title, step.Message, step.Entries, Sorted(step.Notes), step.Skipped.Count == 0 ? null : step.Skipped);

    /// <summary>What was done, in a word.</summary>
    public static string Word(ImportAction action) => action switch
    {
        ImportAction.Created => "new",
        ImportAction.Extended => "extended",
        ImportAction.Present => "there",
        ImportAction.Diverged => "differs",
        ImportAction.Skipped => "skipped",
        _ => "failed",
    };

    /// <summary>Notes in the order of their names.</summary>
    public static IReadOnlyDictionary<string, long> Sorted(IReadOnlyDictionary<string, long> notes) => new SortedDictionary<string, long>(notes.ToDictionary(), StringComparer.Ordinal);
}
