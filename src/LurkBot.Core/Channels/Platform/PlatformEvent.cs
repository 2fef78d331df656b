using System.Diagnostics.CodeAnalysis;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>What a platform tells a bot. Texts and names are as they came: of any length, from anyone.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed union.")]
internal abstract record PlatformEvent
{
    private PlatformEvent()
    {
    }

    /// <summary>A person wrote a message.</summary>
    /// <param name="Source">The platform's identity of it.</param>
    /// <param name="Chat">Where.</param>
    /// <param name="Sender">Who.</param>
    /// <param name="Text">What was said, with a labelled line for each part that is not text, such as a location; empty when only files came.</param>
    public sealed record Message(MessageSource Source, PlatformChat Chat, PlatformSender Sender, string Text) : PlatformEvent
    {
        /// <summary>When it was written, as the platform says.</summary>
        public required DateTimeOffset SentAt { get; init; }

        /// <summary>The command, with its slash, without the bot's name, in lower case; null for other messages and for commands to other bots.</summary>
        public string? Command { get; init; }

        /// <summary>What follows the command.</summary>
        public string Argument { get; init; } = "";

        /// <summary>Whether it names the bot or answers one of its messages: told by the platform's marks, never by looking for a name in the text.</summary>
        public bool IsForUs { get; init; }

        /// <summary>Whether it is a command in a group that names another bot: never ours, whatever else it says.</summary>
        public bool IsForAnother { get; init; }

        /// <summary>Whether it was given in the platform's own way of giving commands, and is not a message: the person sees only the answer to it.</summary>
        public bool IsInvoked { get; init; }

        /// <summary>The text of the message that it answers, when that is not the bot's; null for none.</summary>
        public string? Quoted { get; init; }

        /// <summary>Files that came with it.</summary>
        public IReadOnlyList<PlatformFile> Files { get; init; } = [];

        /// <summary>What it is a part of, as the platform or its clients cut things up; see <see cref="Entries.MessageParts"/>. Null when it stands alone.</summary>
        public string? PartOf { get; init; }

        /// <summary>When it was edited; null for a message as it came.</summary>
        public DateTimeOffset? EditedAt { get; init; }
    }

    /// <summary>A message was deleted by a person.</summary>
    /// <param name="Source">The message, in its first version.</param>
    /// <param name="Chat">Where.</param>
    public sealed record Deletion(MessageSource Source, PlatformChat Chat) : PlatformEvent;

    /// <summary>A person pressed a button.</summary>
    /// <param name="Reference">What the channel needs to answer the press.</param>
    /// <param name="Chat">Where; null when the platform does not say any more.</param>
    /// <param name="Sender">Who.</param>
    /// <param name="Data">What the button gives back.</param>
    /// <param name="MessageId">The platform's id of the message that has the button; null when the platform does not say any more.</param>
    public sealed record Press(string Reference, PlatformChat? Chat, PlatformSender Sender, string Data, string? MessageId) : PlatformEvent;

    /// <summary>A person stopped a reply with the platform's own button.</summary>
    /// <param name="Chat">Where.</param>
    /// <param name="Sender">Who; null when the platform does not say.</param>
    /// <param name="At">When; null when the platform does not say.</param>
    public sealed record StopPress(PlatformChat Chat, PlatformSender? Sender, DateTimeOffset? At) : PlatformEvent;

    /// <summary>A chat has another id from now on.</summary>
    /// <param name="From">Its former target.</param>
    /// <param name="To">Its new one.</param>
    public sealed record Moved(DeliveryTarget From, DeliveryTarget To) : PlatformEvent;

    /// <summary>The bot was added to a chat or removed from it, or blocked.</summary>
    /// <param name="Chat">Where.</param>
    /// <param name="Sender">Who did it.</param>
    /// <param name="IsMember">Whether the bot is in it now.</param>
    /// <param name="Detail">What the platform calls it.</param>
    public sealed record Membership(PlatformChat Chat, PlatformSender Sender, bool IsMember, string Detail) : PlatformEvent;

    /// <summary>Something that is not taken, such as a post of a channel; only ids are kept.</summary>
    /// <param name="Source">The platform's identity of it.</param>
    /// <param name="Why">Why not, in a few words.</param>
    public sealed record NotTaken(MessageSource Source, string Why) : PlatformEvent;

    /// <summary>Something that could not be read; it is kept raw.</summary>
    /// <param name="Source">An identity made of the update's own id.</param>
    /// <param name="Raw">What came.</param>
    /// <param name="Why">What is wrong with it.</param>
    public sealed record Unreadable(MessageSource Source, string Raw, string Why) : PlatformEvent;
}
