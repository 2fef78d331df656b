using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>Why turns and messages end that no process answers any more.</summary>
/// <param name="Turn">Said of an open turn, in a sentence.</param>
/// <param name="Messages">Said of messages that waited, in a sentence.</param>
/// <param name="Topic">What such a notice is about.</param>
internal sealed record TurnEnding(string Turn, string Messages, NoticeTopic? Topic = null)
{
    /// <summary>A fork, or an import: only the original session answers them.</summary>
    public static TurnEnding Copied { get; } = new("Cancelled: this turn was still running when the session was copied.", "Cancelled: these messages were still waiting when the session was copied.", NoticeTopic.Copy);

    /// <summary>A backup was restored.</summary>
    public static TurnEnding BackedUp { get; } = new("Cancelled: this turn was still running when the backup was made.", "Cancelled: these messages were still waiting when the backup was made.", NoticeTopic.Copy);

    /// <summary>The session was deleted; it may be restored.</summary>
    public static TurnEnding Deleted { get; } = new("Cancelled: the session was deleted before this turn ended.", "Cancelled: the session was deleted before these messages were answered.", NoticeTopic.Copy);

    /// <summary>Entries were lost: one of them may have been the end.</summary>
    public static TurnEnding Repaired { get; } = new("Cancelled: the session file was damaged, and the end of this turn may be lost.", "Cancelled: the session file was damaged, and the answers to these messages may be lost.", NoticeTopic.Copy);

    /// <summary>The session was cleared.</summary>
    public static TurnEnding Cleared { get; } = new("Cancelled: the session was cleared.", "Cancelled: the session was cleared.");

    /// <summary>A newer message takes their place.</summary>
    public static TurnEnding Interrupted { get; } = new("Cancelled: a newer message came.", "Cancelled: a newer message came.");

    /// <summary>A person stopped them.</summary>
    public static TurnEnding Stopped { get; } = new("Cancelled by the user.", "Cancelled by the user.");
}
