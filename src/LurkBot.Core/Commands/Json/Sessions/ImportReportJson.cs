using LurkBot.Import;

namespace LurkBot.Commands;

/// <summary>What an import did, or would do.</summary>
/// <param name="Steps">What was done, in order.</param>
/// <param name="Notes">What was met on the way, and how often.</param>
internal sealed record ImportReportJson(IReadOnlyList<ImportStepJson> Steps, IReadOnlyDictionary<string, long> Notes)
{
    /// <summary>The record of an import.</summary>
    public static ImportReportJson Of(IEnumerable<ImportStep> steps, IReadOnlyDictionary<string, long> notes) => new([.. steps.Select(ImportStepJson.Of)], ImportStepJson.Sorted(notes));
}
