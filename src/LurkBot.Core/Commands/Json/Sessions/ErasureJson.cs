using LurkBot.Erasure;

namespace LurkBot.Commands;

/// <summary>What an erasure destroyed, and what is left.</summary>
internal sealed record ErasureJson(
    string Target,
    bool Clean,
    IReadOnlyList<string> Erased,
    int SearchedFiles,
    long SearchedBytes,
    IReadOnlyList<string> LeftIn,
    IReadOnlyList<string> SameWordsIn,
    int TooShortToSearch,
    IReadOnlyList<string> Unreadable)
{
    /// <summary>The record of a report.</summary>
    public static ErasureJson Of(ErasureReport report) => new(
        report.Plan.Target.ToString(),
        report.IsClean,
        report.Erased,
        report.Searched.Files,
        report.Searched.Bytes,
        report.Left,
        report.SameWords,
        report.Plan.Text.TooShort,
        [.. report.Plan.Unreadable, .. report.Searched.Unreadable]);
}
