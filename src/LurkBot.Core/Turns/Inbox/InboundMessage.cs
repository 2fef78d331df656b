using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Turns;

/// <summary>A message as a door hands it over, before it is durable.</summary>
/// <param name="Key">The session.</param>
/// <param name="Text">What was said; may be empty when files came.</param>
/// <param name="Sender">Who said it, with their trust now.</param>
/// <param name="ReplyTo">Where the reply goes.</param>
internal sealed record InboundMessage(SessionKey Key, string Text, Sender Sender, ReplyAddress ReplyTo)
{
    /// <summary>The platform's identity of the message: account, chat, message, version. The same source is accepted once.</summary>
    public string? Source { get; init; }

    /// <summary>Files that came with it; their bytes are kept before the message that names them.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<FileContent> Files { get; init; } = [];

    /// <summary>Files that the session keeps already, as when a message is said again.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>The session or schedule that it comes from; null when a person wrote it.</summary>
    public string? Origin { get; init; }

    /// <summary>The platform's id of what it is a part of, such as an album; null when it stands alone.</summary>
    public string? PartOf { get; init; }

    /// <summary>Whether it was only overheard: never answered, never a command.</summary>
    public bool Observed { get; init; }

    /// <summary>What the door says about the turn, over the configuration; the inbox names the process.</summary>
    /// <value>Default: null, nothing.</value>
    public MessageOverrides? Door { get; init; }
}
