using LurkBot.Erasure;

namespace LurkBot.Commands;

/// <summary>What an erasure destroyed, and what is left.</summary>
internal sealed record ErasureJson(
    string Target,
    bool Clean,
    IReadOnlyList<string> Erased,
    IReadOnlyList<ErasedEntryJson> InOtherSessions,
    int SearchedFiles,
    long SearchedBytes,
    IReadOnlyList<string> LeftIn,
    IReadOnlyList<string> SameWordsIn,
    IReadOnlyList<FoundElsewhereJson> AlsoFoundIn,
    int TooShortToSearch,
    IReadOnlyList<string> Unreadable)
{
    /// <summary>The record of a report.</summary>
    public static ErasureJson Of(ErasureReport report) => new(
        report.Plan.Target.ToString(),
        report.IsClean,
        report.Erased,
        ErasedEntryJson.Of(report.Plan),
        report.Searched.Files,
        report.Searched.Bytes,
        report.Left,
        [.. report.Elsewhere.Where(found => found.Entry > 0).Select(found => found.Where)],
        FoundElsewhereJson.Of(report.Elsewhere),
        report.Plan.Text.TooShort,
        [.. report.Plan.Unreadable, .. report.Searched.Unreadable]);
}
