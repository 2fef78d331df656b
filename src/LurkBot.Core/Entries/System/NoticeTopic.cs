namespace LurkBot.Entries;

/// <summary>What a notice is about, where something is decided by it.</summary>
public enum NoticeTopic
{
    /// <summary>A compaction failed; it is tried again only after the session has grown. Not a use of the session.</summary>
    Compaction,

    /// <summary>A budget was nearly used up, or a call could not be counted; said once.</summary>
    Budget,

    /// <summary>A copy of a session ended what was pending in it; the original may go on.</summary>
    Copy,

    /// <summary>A subagent began: its time counts from here.</summary>
    Start,
}
