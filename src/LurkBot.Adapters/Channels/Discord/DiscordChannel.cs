using System.Net.WebSockets;
using LurkBot.Channels.Wire;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Channels;

/// <summary>Discord, by its gateway and API of version 10. Thread-safe.</summary>
internal sealed class DiscordChannel : IChannel
{
    /// <summary>Its name in session keys.</summary>
    public const string ChannelName = "discord";

    private const string AcceptedMark = "👀", FailedMark = "❗";

    /// <summary>The limit of a server without boosts, and of direct chats (CHANNELS D20).</summary>
    private const long LargestFile = 10 << 20;

    private readonly DiscordApi api;
    private readonly DiscordTimes times;
    private readonly DiscordState state;
    private readonly DiscordRendering rendering;
    private readonly DiscordAddress addresses;
    private readonly DiscordInteractions interactions;
    private readonly DiscordGateway gateway;
    private readonly DiscordSender sender;
    private readonly DiscordProofs proofs;
    private readonly DiscordFiles files;
    private readonly DiscordMenus menus;

    private DiscordChannel(string token, ChannelOptions options, DiscordRendering rendering, TimeProvider time, DiscordTimes times, ILogger logger, HttpMessageHandler? transport, Func<Uri, CancellationToken, Task<WebSocket>> connect)
    {
        (this.rendering, this.times) = (rendering, times);
        api = new DiscordApi(token, options.BaseUrl, time, transport);
        // A heartbeat is answered about every 41 seconds.
        state = new DiscordState(new PlatformHealth("Discord", time, TimeSpan.FromSeconds(100)));
        api.OnFlood = state.Health.Waits;
        addresses = new DiscordAddress(api, state, times);
        interactions = new DiscordInteractions(api, time, times);
        var intake = new DiscordIntake(state, new DiscordHistory(api, state, times), interactions, options, new SteadyTime(time), times, logger);
        gateway = new DiscordGateway(api, state, intake, interactions, connect, time, times, logger);
        sender = new DiscordSender(api, state, addresses, interactions, rendering, times, logger);
        proofs = new DiscordProofs(api, state, addresses, rendering, time, times);
        files = new DiscordFiles(api, time, times);
        menus = new DiscordMenus(api, state, time, times, logger);
        Capabilities = new ChannelCapabilities
        {
            Renderer = rendering.Version,
            CanEdit = true,
            CanFindSent = true,
            ShowsCommandsAsOpen = true,
            // About five edits in five seconds are allowed for each channel (CHANNELS D25).
            DirectPace = TimeSpan.FromSeconds(1.5),
            GroupPace = TimeSpan.FromSeconds(2),
            LargestFile = LargestFile,
            TypingFor = TimeSpan.FromSeconds(9),
        };
    }

    /// <inheritdoc/>
    public string Name => ChannelName;

    /// <inheritdoc/>
    public ChannelCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public ChannelHealth Health => state.Health.Current;

    /// <inheritdoc/>
    public IReadOnlyList<PlatformChat> Chats => Health.Account is not { } account ? []
        : [.. state.Places.Rooms.Where(room => room is { GuildId: not null, Name: not null } && DiscordRoomKind.HasMessages(room.Type)).Select(room => DiscordPlaces.ChatOf(room, account)).OfType<PlatformChat>()];

    /// <summary>Opens the channel; nothing is asked yet.</summary>
    /// <param name="options">What the owner set; there must be a token.</param>
    /// <param name="rendering">Renders texts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Told of changes; null when no one reads it.</param>
    /// <param name="times">How long it waits; null as usual.</param>
    /// <param name="transport">Carries the requests; null for sockets.</param>
    /// <param name="connect">Opens WebSockets; null for those of the network.</param>
    /// <exception cref="LurkBotException">There is no token.</exception>
    public static DiscordChannel Create(ChannelOptions options, DiscordRendering rendering, TimeProvider time, ILoggerFactory? loggers = null, DiscordTimes? times = null, HttpMessageHandler? transport = null, Func<Uri, CancellationToken, Task<WebSocket>>? connect = null)
    {
        if (options.BotToken is not { Length: > 0 } token)
            throw new LurkBotException("There is no token for Discord. Set LURKBOT_DISCORD__BOT_TOKEN to the one that the Developer Portal shows under Bot.");
        return new DiscordChannel(token, options, rendering, time, times ?? new DiscordTimes(), loggers?.CreateLogger<DiscordChannel>() ?? NullLogger<DiscordChannel>.Instance, transport, connect ?? DiscordSocket.ConnectAsync);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        await interactions.RestoreAsync(inbox, cancellationToken);
        await gateway.RunAsync(inbox, cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<RenderedPart> Render(string markdown) => rendering.Render(markdown);

    /// <inheritdoc/>
    public RenderedPart RenderPreview(string markdown) => rendering.Preview(markdown);

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken) => sender.SendAsync(part, target, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendFileAsync(OutboundRecord part, ReadOnlyMemory<byte> content, DeliveryTarget target, CancellationToken cancellationToken) => sender.SendFileAsync(part, content, target, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SendProof> FindSentAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken) => proofs.FindAsync(part, target, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Discord has nothing of the kind: unfinished replies are messages.</remarks>
    public ValueTask<bool> ShowDraftAsync(PlatformChat chat, long draft, string markdown, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public async ValueTask<bool> ShowTypingAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (addresses.Find(target) is not { } channel)
            return true;
        using var body = DiscordBody.Json(new DiscordEmpty(), DiscordJson.Default.DiscordEmpty);
        return await api.CallAsync(HttpMethod.Post, $"/channels/{channel}/typing", body, times.Hasty, cancellationToken) is not DiscordAnswer.Refused { Status: 401 or 403 or 404 };
    }

    /// <inheritdoc/>
    public async ValueTask MarkAsync(MessageSource source, MessageMark mark, CancellationToken cancellationToken)
    {
        // A command has no message that could be marked.
        if (Snowflake.TryParse(source.Chat) is not { } channel || Snowflake.TryParse(source.Message) is not { } message)
            return;
        using var body = DiscordBody.Json(new DiscordEmpty(), DiscordJson.Default.DiscordEmpty);
        var emoji = Uri.EscapeDataString(mark is MessageMark.Failed ? FailedMark : AcceptedMark);
        await api.CallAsync(HttpMethod.Put, $"/channels/{channel}/messages/{message}/reactions/{emoji}/@me", body, times.Ordinary, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask AnswerPressAsync(string reference, string? text, CancellationToken cancellationToken) =>
        text is null ? ValueTask.CompletedTask : interactions.TellAsync(reference, rendering.Escape(text), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken) => files.DownloadAsync(reference, maximum, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ShowCommandsAsync(IReadOnlyList<ChannelCommand> everyone, IReadOnlyList<ChannelCommand> owners, IReadOnlyList<string> ownerIds, CancellationToken cancellationToken) =>
        menus.ShowAsync(everyone, owners, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }
}
