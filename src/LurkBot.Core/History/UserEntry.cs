namespace LurkBot.History;

/// <summary>What a person, another session or a schedule said.</summary>
public sealed record UserEntry : Entry
{
    /// <summary>Who said it; null in files of other programs.</summary>
    public Sender? Sender { get; init; }

    /// <summary>The platform's identity of the message: account, chat, message, version.</summary>
    public string? Source { get; init; }

    /// <summary>Where the reply goes; captured with the message and never changed.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Attached files as raw JSON; blobs beside the history hold their bytes.</summary>
    public string? Attachments { get; init; }

    /// <summary>The session or schedule it comes from, when no person wrote it.</summary>
    public string? Origin { get; init; }
}
