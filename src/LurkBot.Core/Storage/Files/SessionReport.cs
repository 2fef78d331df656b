using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>What a check or a repair found in one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Key">Its session; null when neither head nor name tell.</param>
/// <param name="FileProblems">What is wrong with the file itself, one sentence each.</param>
/// <param name="LostBlobs">The hashes of blobs that are missing or damaged.</param>
internal sealed record SessionReport(string Path, SessionKey? Key, IReadOnlyList<string> FileProblems, IReadOnlyList<string> LostBlobs)
{
    /// <summary>All that is wrong, one sentence each; none for a sound session.</summary>
    public IReadOnlyList<string> Problems => [.. FileProblems, .. LostBlobs.Select(hash => $"The blob {hash} is missing or damaged.")];
}
