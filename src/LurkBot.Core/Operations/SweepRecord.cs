using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Operations;

/// <summary>One thing that a sweep did, or would do.</summary>
internal abstract record SweepRecord
{
    private SweepRecord()
    {
    }

    /// <summary>Older messages of an idle session are compacted; told before it begins.</summary>
    /// <param name="Key">The session.</param>
    /// <param name="Range">The entries.</param>
    /// <param name="Reason">The rule.</param>
    public sealed record Compaction(SessionKey Key, EntryRange Range, string Reason) : SweepRecord;

    /// <summary>A session moved along its life.</summary>
    /// <param name="Key">The session.</param>
    /// <param name="State">The state that it moved to.</param>
    /// <param name="Reason">The rule.</param>
    public sealed record Move(SessionKey Key, SessionState State, string Reason) : SweepRecord;

    /// <summary>A session was left for the next sweep, since it is in use.</summary>
    /// <param name="Key">The session.</param>
    public sealed record InUse(SessionKey Key) : SweepRecord;

    /// <summary>Something that was deleted long ago was destroyed.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record Purge(string Name) : SweepRecord;

    /// <summary>A session was not swept; the others were.</summary>
    /// <param name="Key">The session; null where even that cannot be read.</param>
    /// <param name="Message">Why not, for the owner.</param>
    public sealed record Problem(SessionKey? Key, string Message) : SweepRecord;
}
