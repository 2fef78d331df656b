using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>A platform: hears, sends, and knows its rules. It keeps no state that a restart would miss. Thread-safe.</summary>
internal interface IChannel : IAsyncDisposable
{
    /// <summary>The channel's name in session keys.</summary>
    string Name { get; }

    /// <summary>What the platform can do.</summary>
    ChannelCapabilities Capabilities { get; }

    /// <summary>How it does.</summary>
    ChannelHealth Health { get; }

    /// <summary>
    /// Listens until it is cancelled; goes on after every error, with growing waits. What it hears goes to the inbox in the platform's order, and is
    /// acknowledged to the platform only once the inbox has returned (RULES LE3).
    /// </summary>
    /// <param name="inbox">Takes what it hears.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>When it was cancelled.</returns>
    Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken);

    /// <summary>What people write before a command's name.</summary>
    /// <param name="target">Where they write.</param>
    /// <returns>With the slash and blanks that belong to it.</returns>
    string CommandPrefix(DeliveryTarget target) => "/";

    /// <summary>Splits and renders a text for the platform.</summary>
    /// <param name="markdown">What a model wrote, of any length.</param>
    /// <returns>At least one part, unless there is nothing to see in the text; none is empty.</returns>
    IReadOnlyList<RenderedPart> Render(string markdown);

    /// <summary>Sends a part, or edits the message that <see cref="OutboundRecord.PlatformId"/> names into it. One request at most may reach the platform with an effect; the channel repeats nothing whose effect is not known.</summary>
    /// <param name="part">The part.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then uncertain.</param>
    ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken);

    /// <summary>Sends a file, with its caption. One request at most may reach the platform with an effect, as for <see cref="SendAsync"/>.</summary>
    /// <param name="part">The part, with its <see cref="OutboundRecord.File"/>.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then uncertain.</param>
    ValueTask<SendOutcome> SendFileAsync(OutboundRecord part, ReadOnlyMemory<byte> content, DeliveryTarget target, CancellationToken cancellationToken) =>
        new(new SendOutcome.Refused("files cannot be sent there"));

    /// <summary>Looks whether a part was sent whose answer was lost; only where <see cref="ChannelCapabilities.CanFindSent"/> says that the platform tells.</summary>
    /// <param name="part">The part.</param>
    /// <param name="target">Where it was sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the platform shows of it.</returns>
    ValueTask<SendProof> FindSentAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken) => new(new SendProof.Unknown());

    /// <summary>Shows an unfinished reply as a draft, where the platform has drafts. A draft does not count as sent.</summary>
    /// <param name="chat">Where.</param>
    /// <param name="draft">A number of the reply, not zero.</param>
    /// <param name="markdown">What there is of it; whole sentences or not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the platform has nothing of the kind there: a message is sent and edited instead.</returns>
    ValueTask<bool> ShowDraftAsync(PlatformChat chat, long draft, string markdown, CancellationToken cancellationToken);

    /// <summary>A preview of an unfinished reply, as one part.</summary>
    /// <param name="markdown">What there is of it.</param>
    RenderedPart RenderPreview(string markdown);

    /// <summary>Shows that a reply is being written; for <see cref="ChannelCapabilities.TypingFor"/>. Errors are not worth a word.</summary>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when the platform refuses it there, as where the bot is blocked: to ask again would be refused again.</returns>
    ValueTask<bool> ShowTypingAsync(DeliveryTarget target, CancellationToken cancellationToken);

    /// <summary>Marks a message of a person. Errors are not worth a word.</summary>
    /// <param name="source">The message.</param>
    /// <param name="mark">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask MarkAsync(MessageSource source, MessageMark mark, CancellationToken cancellationToken);

    /// <summary>Answers a press of a button, at once.</summary>
    /// <param name="reference">What the press came with.</param>
    /// <param name="text">What its person sees; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask AnswerPressAsync(string reference, string? text, CancellationToken cancellationToken);

    /// <summary>Downloads a file.</summary>
    /// <param name="reference">The file's <see cref="PlatformFile.Reference"/>.</param>
    /// <param name="maximum">The most bytes that are wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="LurkBotException">It cannot be had: too large, gone, refused; the text is for the sender as well.</exception>
    ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken);

    /// <summary>The groups and channels that the platform lists, with their titles, as far as they are known now.</summary>
    /// <value>None where the platform lists nothing.</value>
    IReadOnlyList<PlatformChat> Chats => [];

    /// <summary>Shows the commands in the platform's menus.</summary>
    /// <param name="everyone">Those that everybody may give.</param>
    /// <param name="owners">Those of the owners alone, beside the others.</param>
    /// <param name="ownerIds">The owners.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask ShowCommandsAsync(IReadOnlyList<ChannelCommand> everyone, IReadOnlyList<ChannelCommand> owners, IReadOnlyList<string> ownerIds, CancellationToken cancellationToken);
}
