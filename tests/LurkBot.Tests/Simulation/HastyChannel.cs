using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Simulation;

/// <summary>A planted fault: a channel that does not wait until what it heard is stored.</summary>
internal sealed class HastyChannel(IChannel inner) : IChannel
{
    public string Name => inner.Name;

    public ChannelCapabilities Capabilities => inner.Capabilities;

    public ChannelHealth Health => inner.Health;

    public Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken) => inner.RunAsync(new HastyInbox(inbox), cancellationToken);

    public IReadOnlyList<RenderedPart> Render(string markdown) => inner.Render(markdown);

    public ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken) => inner.SendAsync(part, target, cancellationToken);

    public ValueTask<bool> ShowDraftAsync(PlatformChat chat, long draft, string markdown, CancellationToken cancellationToken) => inner.ShowDraftAsync(chat, draft, markdown, cancellationToken);

    public RenderedPart RenderPreview(string markdown) => inner.RenderPreview(markdown);

    public ValueTask<bool> ShowTypingAsync(DeliveryTarget target, CancellationToken cancellationToken) => inner.ShowTypingAsync(target, cancellationToken);

    public ValueTask MarkAsync(MessageSource source, MessageMark mark, CancellationToken cancellationToken) => inner.MarkAsync(source, mark, cancellationToken);

    public ValueTask AnswerPressAsync(string reference, string? text, CancellationToken cancellationToken) => inner.AnswerPressAsync(reference, text, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken) => inner.DownloadAsync(reference, maximum, cancellationToken);

    public ValueTask ShowCommandsAsync(IReadOnlyList<ChannelCommand> everyone, IReadOnlyList<ChannelCommand> owners, IReadOnlyList<string> ownerIds, CancellationToken cancellationToken) => inner.ShowCommandsAsync(everyone, owners, ownerIds, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class HastyInbox(IChannelInbox inner) : IChannelInbox
    {
        public Task ReceiveAsync(IReadOnlyList<PlatformEvent> events, bool isBacklog, CancellationToken cancellationToken)
        {
            _ = inner.ReceiveAsync(events, isBacklog, cancellationToken);
            return Task.CompletedTask;
        }

        public ValueTask<string?> ReadCursorAsync(string name, CancellationToken cancellationToken) => inner.ReadCursorAsync(name, cancellationToken);

        public ValueTask WriteCursorAsync(string name, string value, CancellationToken cancellationToken) => inner.WriteCursorAsync(name, value, cancellationToken);

        public ValueTask<bool> KnowsAsync(DeliveryTarget thread, CancellationToken cancellationToken) => inner.KnowsAsync(thread, cancellationToken);

        public ValueTask TellOwnerAsync(string notice, string text, CancellationToken cancellationToken) => inner.TellOwnerAsync(notice, text, cancellationToken);
    }
}
