using LurkBot.Sessions;

namespace LurkBot.Erasure;

/// <summary>What is destroyed of one session file.</summary>
/// <param name="File">Its path below the home folder.</param>
/// <param name="Key">Its session.</param>
/// <param name="Id">The session's id.</param>
/// <param name="IsWhole">Whether the file goes altogether.</param>
/// <param name="Entries">The entries of which only the id is left.</param>
/// <param name="Quotes">Those among them that were not meant but quote what was.</param>
/// <param name="Blobs">The hashes of blobs that go too.</param>
/// <param name="Total">How many entries the file has.</param>
public sealed record ErasureStep(string File, SessionKey Key, SessionId Id, bool IsWhole, IReadOnlyCollection<long> Entries, int Quotes, IReadOnlyCollection<string> Blobs, int Total)
{
    /// <summary>Where the file is: in use, archived, or in the trash.</summary>
    public string Place => File.StartsWith("archive", StringComparison.Ordinal) ? "archive" : File.StartsWith("trash", StringComparison.Ordinal) ? "trash" : "sessions";

    /// <summary>In words.</summary>
    public override string ToString()
    {
        var what = IsWhole ? $"all {Total} entries" : $"{Entries.Count} of {Total} entries";
        var quotes = Quotes > 0 ? $", {Quotes} of them because they quote what is erased" : "";
        var blobs = Blobs.Count > 0 ? $", {Blobs.Count} blobs" : "";
        return $"{Key} ({Place}): {what}{quotes}{blobs}";
    }
}
