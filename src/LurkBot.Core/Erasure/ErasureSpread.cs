using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Erasure;

/// <summary>
/// Follows what is erased to where it went: forks, sessions that it was sent to, sessions that read it, and from each of these on. What was sent or read is told by what records it;
/// only after such an entry are words looked at, and only those that came with it.
/// </summary>
/// <param name="target">What is erased.</param>
internal sealed class ErasureSpread(ErasureTarget target)
{
    private readonly QuotedText quoted = new();
    private readonly HashSet<EntryMark> meant = [];
    private readonly SessionFamily family = new();
    private readonly SentCopies sent = new();
    private readonly ReadCopies read = new();
    private readonly HashSet<SentCopy> taken = [];
    private readonly HashSet<(SessionId Session, long Entry)> copied = [];
    private readonly Dictionary<SessionId, int> subagents = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<long, ErasureReason>> marks = new(StringComparer.Ordinal);

    /// <summary>Recognizes what was said.</summary>
    public ErasedText Text { get; } = new();

    /// <summary>Recognizes of it what is too long to be anybody else's.</summary>
    public ErasedText LongText { get; } = new(ErasedText.Piece);

    /// <summary>Tells its texts apart.</summary>
    public ErasedWords Words { get; } = new();

    /// <summary>What was sent to other sessions.</summary>
    public IReadOnlyList<SentCopy> Sent { get; private set; } = [];

    /// <summary>Takes in a session.</summary>
    public void Add(SessionCopy document)
    {
        family.Add(document);
        sent.Add(document);
        read.Add(document);
    }

    /// <summary>Takes an entry that is meant.</summary>
    /// <returns>Whether it was not known.</returns>
    public bool Mean(SessionCopy document, Entry entry)
    {
        family.Mark(document.Id, isOwn: true);
        return Learn(entry);
    }

    /// <summary>Takes a session that is meant, also an empty one.</summary>
    public void Mean(SessionCopy document) => sent.Mark(document.Id);

    /// <summary>Takes an entry that an erasure before this one erased: what is left of it is its name.</summary>
    public void Resume(SessionCopy document, TombstoneEntry erased)
    {
        if (erased.Turn == erased.Id)
            sent.Mark(document.Id, new UserEntry { Id = erased.Id }, document.Entries);
        read.Mark(document.Id, erased);
        Gather();
    }

    /// <summary>Whether something of a session may be erased.</summary>
    public bool IsReached(SessionId id) => family.IsMarked(id) || subagents.ContainsKey(id);

    /// <summary>Whether a session has what is erased, or a fork of it.</summary>
    public bool IsOwn(SessionId id) => family.IsOwn(id);

    /// <summary>How deep the subagent is whose session goes altogether; zero for every other session.</summary>
    public int DepthOf(SessionId id) => subagents.GetValueOrDefault(id);

    /// <summary>What is erased of a stored copy, and why.</summary>
    public IReadOnlyDictionary<long, ErasureReason> Of(string name) => marks.TryGetValue(name, out var known) ? known : [];

    /// <summary>Looks what is erased of a session now, and follows what is new.</summary>
    /// <param name="document">The session.</param>
    /// <param name="isWhole">Whether it is meant altogether.</param>
    /// <returns>Whether something was new.</returns>
    public bool Take(SessionCopy document, bool isWhole)
    {
        if (!marks.TryGetValue(document.Name, out var known))
            marks[document.Name] = known = [];
        if (DepthOf(document.Id) > 0)
        {
            read.Mark(document.Id);
            foreach (var entry in document.Entries.Where(CanBeErased))
                Learn(entry);
        }

        if (isWhole)
            read.Mark(document.Id);
        var (now, count) = (ErasureMarks.Of(document, entry => WhyOf(document, entry, isWhole), quoted, Words, family.IsOwn(document.Id)), known.Count);
        foreach (var entry in document.Entries.Where(entry => now.ContainsKey(entry.Id) && !known.ContainsKey(entry.Id)))
        {
            known[entry.Id] = now[entry.Id];
            Follow(document, entry, now[entry.Id]);
        }

        return Gather() || known.Count > count;
    }

    /// <summary>Clears, undos and settings hold nothing that was said; without them the rest would mean something else.</summary>
    public static bool CanBeErased(Entry entry) => entry is not (TombstoneEntry or ClearEntry or UndoEntry or StateEntry or SettingsEntry or StopEntry);

    private ErasureReason? WhyOf(SessionCopy document, Entry entry, bool isWhole) =>
        isWhole || (document.Key == target.Session && meant.Contains(EntryMark.Of(entry))) ? ErasureReason.Meant
        : DepthOf(document.Id) > 0 || copied.Contains((document.Id, entry.Id)) ? ErasureReason.Sent
        : read.Has(document.Id, entry.Id) ? ErasureReason.Read
        : !meant.Contains(EntryMark.Of(entry)) ? null
        : target.Person is not null && family.IsOwn(document.Id) ? ErasureReason.Meant
        : ErasureReason.Shared;

    private void Follow(SessionCopy document, Entry entry, ErasureReason why)
    {
        keys.Add(document.Key!.ToString());
        if (why is ErasureReason.Meant or ErasureReason.Shared or ErasureReason.Sent)
            sent.Mark(document.Id, entry, document.Entries);
        else if (entry is AssistantEntry response)
            sent.Mark(document.Id, response.Turn, response.ToolCalls.Where(call => Words.OccurIn(call.Arguments)));
        // Forks have the same result.
        if (why is ErasureReason.Read)
            meant.Add(EntryMark.Of(entry));
        read.Mark(document.Id, entry);
    }

    /// <summary>Takes what was sent and read because of what is known by now.</summary>
    private bool Gather()
    {
        var isNew = false;
        Sent = sent.Find();
        foreach (var copy in Sent.Where(taken.Add))
        {
            isNew = true;
            family.Mark(copy.Id);
            if (copy.Depth > 0)
                subagents[copy.Id] = Math.Max(copy.Depth, DepthOf(copy.Id));
            foreach (var entry in (Entry?[])[copy.Message, copy.Posted])
            {
                if (entry is null)
                    continue;
                copied.Add((copy.Id, entry.Id));
                Learn(entry);
            }
        }

        read.Mark(Words, keys);
        foreach (var session in read.Sessions.Where(session => !family.IsMarked(session)))
        {
            isNew = true;
            family.Mark(session);
        }

        return isNew;
    }

    private bool Learn(Entry entry)
    {
        if (!meant.Add(EntryMark.Of(entry)))
            return false;
        // LurkBot's own words, the same in many sessions; whatever of a person's they quote is known from the entry that it comes from.
        if (entry is NoticeEntry)
            return true;
        Text.Add(entry);
        LongText.Add(entry);
        quoted.Add(entry);
        Words.Add(entry);
        return true;
    }
}
