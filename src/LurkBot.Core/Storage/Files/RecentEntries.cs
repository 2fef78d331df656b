using LurkBot.Entries;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>The newest entries of a file as they were read, so that the next look reads only what is older or new.</summary>
internal sealed class RecentEntries
{
    /// <summary>About 8 MB of memory for an open session, and no more.</summary>
    private const long MostCharacters = 4 * 1024 * 1024;

    /// <summary>What an entry takes beside its texts, in bytes: measured over a heap with a thousand conversations.</summary>
    private const int BytesOfOne = 450;

    private readonly List<Entry> entries = [];
    private FileIdentity? file;
    private long characters;

    /// <summary>The offset of the line break before the first of them, where older ones end.</summary>
    public long Start { get; private set; }

    /// <summary>Roughly the memory that they take.</summary>
    public long Bytes => (characters * sizeof(char)) + ((long)entries.Count * BytesOfOne);

    /// <summary>How many are known.</summary>
    /// <param name="seen">The file as it is now; null when nothing can be taken as unchanged.</param>
    public int Count(FileIdentity? seen) => seen is not null && file == seen ? entries.Count : 0;

    /// <summary>The newest of those that are known.</summary>
    public IReadOnlyList<Entry> Newest(int count) => entries.GetRange(Math.Max(0, entries.Count - count), Math.Min(count, entries.Count));

    /// <summary>Remembers what was read before those that are known.</summary>
    /// <param name="seen">The file that was read.</param>
    /// <param name="older">Entries in the order of their ids.</param>
    /// <param name="start">The offset of the line break before the first.</param>
    public void Precede(FileIdentity? seen, List<Entry> older, long start)
    {
        if (Count(seen) == 0)
            Forget();
        entries.InsertRange(0, older);
        (file, Start) = (seen, start);
        Weigh(older);
    }

    /// <summary>Remembers what was appended.</summary>
    /// <param name="before">The file as it was before.</param>
    /// <param name="seen">The file as it is now.</param>
    /// <param name="added">Entries in the order of their ids.</param>
    public void Follow(FileIdentity? before, FileIdentity? seen, Entry[] added)
    {
        if (Count(before) == 0)
            return;
        entries.AddRange(added);
        file = seen;
        Weigh(added);
    }

    private void Weigh(IReadOnlyList<Entry> added)
    {
        foreach (var entry in added)
            characters += entry.Content.Length + (entry is AssistantEntry said ? (said.Reasoning?.Length ?? 0) + said.ToolCalls.Sum(call => (long)call.Arguments.Length) : 0);
        if (characters > MostCharacters)
            Forget();
    }

    private void Forget()
    {
        entries.Clear();
        (file, characters) = (null, 0);
    }
}
