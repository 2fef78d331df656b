using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>A platform that does what a test says, and keeps what it was asked.</summary>
internal sealed record ScriptedChannel : IChannel
{
    public string Name => "telegram";

    public ChannelCapabilities Capabilities { get; init; } = new() { Renderer = 1, CanEdit = true, DirectPace = TimeSpan.FromSeconds(1), GroupPace = TimeSpan.FromSeconds(1), TypingFor = TimeSpan.FromSeconds(5), CanFindSent = true };

    public ChannelHealth Health { get; } = new() { State = "connected", Account = "1" };

    /// <summary>What became of the requests, in their order; at last each is sent.</summary>
    public Queue<SendOutcome> Outcomes { get; } = new();

    /// <summary>What the platform shows, in the order of the questions; at last it does not tell.</summary>
    public Queue<SendProof> Proofs { get; } = new();

    /// <summary>The texts of the requests, those of edits with the message, and those that were looked for with a question mark.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>How often typing was shown, and at the how manieth time that is refused.</summary>
    public int Typed { get; private set; }

    public int TypesUntil { get; init; } = int.MaxValue;

    public Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken) => Task.CompletedTask;

    public IReadOnlyList<RenderedPart> Render(string markdown) => [new RenderedPart(markdown, markdown)];

    public RenderedPart RenderPreview(string markdown) => new(markdown, markdown);

    public ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken)
    {
        Asked.Add(part.PlatformId is null ? part.Text : $"{part.Text} in {part.PlatformId}");
        return new(Outcomes.TryDequeue(out var outcome) ? outcome : new SendOutcome.Sent($"id{Asked.Count}"));
    }

    public ValueTask<SendProof> FindSentAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken)
    {
        Asked.Add(part.Text + "?");
        return new(Proofs.TryDequeue(out var proof) ? proof : new SendProof.Unknown());
    }

    public ValueTask<bool> ShowDraftAsync(PlatformChat chat, long draft, string markdown, CancellationToken cancellationToken) => new(false);

    public ValueTask<bool> ShowTypingAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        Typed++;
        return new(Typed < TypesUntil);
    }

    public ValueTask MarkAsync(MessageSource source, MessageMark mark, CancellationToken cancellationToken) => default;

    public ValueTask AnswerPressAsync(string reference, string? text, CancellationToken cancellationToken) => default;

    public ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ShowCommandsAsync(IReadOnlyList<ChannelCommand> everyone, IReadOnlyList<ChannelCommand> owners, IReadOnlyList<string> ownerIds, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;
}
