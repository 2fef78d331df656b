using System.Globalization;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Erasure;

/// <summary>What is destroyed of one stored copy of a session.</summary>
/// <param name="Name">The store's name for it.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Key">Its session.</param>
/// <param name="Id">The session's id.</param>
/// <param name="IsWhole">Whether the copy goes altogether.</param>
/// <param name="Entries">The entries of which only the id is left.</param>
/// <param name="Quotes">Those among them that were not meant but quote what was.</param>
/// <param name="Blobs">The hashes of blobs that go too.</param>
/// <param name="Total">How many entries it has.</param>
internal sealed record ErasureStep(string Name, SessionPlace Place, SessionKey Key, SessionId Id, bool IsWhole, IReadOnlyCollection<long> Entries, int Quotes, IReadOnlyCollection<string> Blobs, int Total)
{
    private const int MostNamed = 20;

    /// <summary>Why each entry goes.</summary>
    /// <value>Default: nothing is known.</value>
    public IReadOnlyDictionary<long, ErasureReason> Reasons { get; init; } = new Dictionary<long, ErasureReason>();

    /// <summary>Whether it is the session that was named, or for a person one in which they spoke.</summary>
    public bool IsOwn { get; init; }

    /// <summary>The entries that go for one reason after the other, in words.</summary>
    internal IEnumerable<(long Entry, string What)> Named => Reasons.OrderBy(pair => pair.Key).Select(pair => (pair.Key, Tell(pair.Value)));

    private static string Tell(ErasureReason reason) => reason switch
    {
        ErasureReason.Sent => "was sent there",
        ErasureReason.Read => "what a tool brought from there",
        ErasureReason.Quote => "quotes it",
        ErasureReason.Summary => "summarizes it",
        ErasureReason.Shared => "the same entry",
        _ => "what is erased",
    };

    private string NamesOfEntries() => IsOwn || IsWhole || Reasons.Count == 0 ? "" : "; " + string.Join("; ", Reasons.GroupBy(pair => pair.Value, pair => pair.Key).Select(group =>
        $"{string.Join(' ', group.Order().Take(MostNamed).Select(id => string.Create(CultureInfo.InvariantCulture, $"#{id}")))}{(group.Count() > MostNamed ? " …" : "")}: {Tell(group.Key)}"));

    /// <summary>In words.</summary>
    public override string ToString()
    {
        var what = IsWhole ? Total == 1 ? "its only entry" : $"all {Plural.Of(Total, "entry", "entries")}" : $"{Entries.Count} of {Plural.Of(Total, "entry", "entries")}";
        var quotes = Quotes > 0 ? $", {Quotes} of them because they quote what is erased" : "";
        var blobs = Blobs.Count > 0 ? $", {Plural.Of(Blobs.Count, "blob")}" : "";
        var place = Place switch { SessionPlace.Archive => "archive", SessionPlace.Trash => "trash", _ => "sessions" };
        return $"{Key} ({place}): {what}{quotes}{blobs}{NamesOfEntries()}";
    }
}
