using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>What a person, another session or a schedule said.</summary>
public sealed record UserEntry : Entry
{
    /// <summary>Who said it; null in files of other programs.</summary>
    public Sender? Sender { get; init; }

    /// <summary>The platform's identity of the message: account, chat, message, version.</summary>
    public string? Source { get; init; }

    /// <summary>Where the reply goes; captured with the message and never changed.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Attached files; blobs beside the history hold their bytes.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>The session or schedule it comes from, when no person wrote it.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// Whether a person said it here. What another session, a command or a schedule brought is no person's word: it answers no question, steers and interrupts no turn,
    /// is never a command, and no one has spoken by it.
    /// </summary>
    internal bool IsSaid => Origin is null;

    /// <summary>
    /// Whether an approval for more than one call covers what it asks for, and may be given for it: where a person said it, or the owner had it said by a schedule of
    /// their own. Never for what another session sent or a model scheduled, whoever that was for (RULES SE3).
    /// </summary>
    internal bool HasStandingApprovals => IsSaid || (Sender?.Trust is Trust.Full && ScheduledMessage.Is(this));

    /// <summary>The id of the home whose inbox accepted it; null in entries of earlier versions and other programs, which are never pending.</summary>
    public string? Accepted { get; init; }

    /// <summary>The platform's id of what it is a part of, such as an album or a pasted text in pieces; null when it stands alone.</summary>
    public string? PartOf { get; init; }

    /// <summary>Whether it was only overheard: never answered, never a command.</summary>
    public bool Observed { get; init; }

    /// <summary>What its door says about the turn, over the configuration; null when it says nothing.</summary>
    public MessageOverrides? Door { get; init; }
}
