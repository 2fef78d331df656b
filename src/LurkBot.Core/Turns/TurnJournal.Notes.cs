using LurkBot.Entries;

namespace LurkBot.Turns;

/// <summary>What the turn sees beside its messages: overheard talk, corrections, files that arrived (<see cref="AssistantEntry.Noted"/>).</summary>
internal sealed partial class TurnJournal
{
    private readonly List<long> noted = [];
    private List<long> seenNotes = [];

    /// <summary>What no stored response has noted yet.</summary>
    public IReadOnlyList<long> Noted => noted;

    /// <summary>The next call sees more beside the messages.</summary>
    /// <param name="ids">Entries of the history.</param>
    public void Note(IEnumerable<long> ids) => noted.AddRange(ids);

    private List<long> SeenNotes() => [.. seenNotes.Order()];

    /// <summary>Takes entries that join the turn among those that the context is built from.</summary>
    private void Join(IReadOnlyList<Entry> joining)
    {
        foreach (var entry in joining)
        {
            // By id: the turn may have stored something behind it.
            var place = entries.FindLastIndex(known => known.Id < entry.Id) + 1;
            if (place == entries.Count || entries[place].Id != entry.Id)
                entries.Insert(place, entry);
            (entry is UserEntry ? unheard : noted).Add(entry.Id);
        }
    }
}
