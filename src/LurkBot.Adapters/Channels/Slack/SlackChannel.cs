using System.Net.WebSockets;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Channels;

/// <summary>Slack, by Socket Mode and its Web API. Thread-safe.</summary>
internal sealed class SlackChannel : IChannel
{
    /// <summary>Its name in session keys.</summary>
    public const string ChannelName = "slack";

    private const string AcceptedMark = "eyes", FailedMark = "exclamation";

    /// <summary>Slack takes up to 1 GB; files are held in memory here.</summary>
    private const long LargestFile = 200 << 20;

    private readonly SlackApi api;
    private readonly SlackTimes times;
    private readonly TimeProvider time;
    private readonly SlackState state;
    private readonly SlackRendering rendering;
    private readonly SlackPeople people;
    private readonly SlackListener listener;
    private readonly SlackSender sender;
    private readonly SlackStreams streams;
    private readonly SlackStatus status;
    private readonly SlackProof proof;
    private readonly SlackFiles files;
    private readonly Lock gate = new();
    private readonly HashSet<Task> asides = [];
    private volatile IReadOnlyList<(string Id, string Name)> listed = [];

    private SlackChannel(ChannelOptions options, string botToken, string appToken, SlackRendering rendering, TimeProvider time, SlackTimes times, ILogger logger, HttpMessageHandler? transport, Func<Uri, CancellationToken, Task<WebSocket>> connect)
    {
        (this.rendering, this.times, this.time) = (rendering, times, time);
        api = new SlackApi(botToken, appToken, options.BaseUrl, time, transport);
        state = new SlackState(new SlackHealth(time, times.Ping + times.Pong, api.Limits));
        people = new SlackPeople(api, time, times);
        streams = new SlackStreams(api, new SteadyTime(time), times);
        status = new SlackStatus(api, new SteadyTime(time), times);
        proof = new SlackProof(api, state, time, times);
        files = new SlackFiles(api, time, times);
        sender = new SlackSender(api, state, people, streams, status, times, time, logger);
        var (progress, gap) = (new SlackProgress(), new SlackGap());
        var threads = new SlackThreads(api, progress, gap, options, times);
        var reader = new SlackReader(people, threads, progress, gap, options, time, times);
        listener = new SlackListener(api, state, reader, threads, new SlackHistory(api, people, progress, reader, options, time, times) { OnListed = chats => listed = chats }, progress, gap, connect, time, times, logger) { OnStopped = Stopped, OnMessage = streams.Heard };
        Capabilities = new ChannelCapabilities
        {
            Renderer = rendering.Version,
            CanEdit = true,
            CanFindSent = true,
            StreamsPreviews = true,
            DirectPace = times.BetweenEdits,
            GroupPace = times.BetweenEdits,
            LargestFile = LargestFile,
            TypingFor = TimeSpan.FromSeconds(80),
        };
    }

    /// <inheritdoc/>
    public string Name => ChannelName;

    /// <inheritdoc/>
    public ChannelCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public ChannelHealth Health => state.Health.Current;

    /// <inheritdoc/>
    /// <remarks>Those that were listed when what was missed was read last.</remarks>
    public IReadOnlyList<PlatformChat> Chats => state.Bot is not { } bot ? [] : [.. listed.Select(chat => new PlatformChat(SlackMapper.Target(bot, chat.Id, null), PlatformChatKind.Group) { Title = chat.Name })];

    /// <summary>Opens the channel; nothing is asked yet.</summary>
    /// <param name="options">What the owner set; there must be both tokens.</param>
    /// <param name="rendering">Renders texts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Told of changes; null when no one reads it.</param>
    /// <param name="times">How long it waits; null as usual.</param>
    /// <param name="transport">Carries the requests; null for sockets.</param>
    /// <param name="connect">Opens WebSockets; null for those of the network.</param>
    /// <exception cref="LurkBotException">A token is missing.</exception>
    public static SlackChannel Create(ChannelOptions options, SlackRendering rendering, TimeProvider time, ILoggerFactory? loggers = null, SlackTimes? times = null, HttpMessageHandler? transport = null, Func<Uri, CancellationToken, Task<WebSocket>>? connect = null)
    {
        if (options.BotToken is not { Length: > 0 } botToken)
            throw new LurkBotException("There is no bot token for Slack. Set LURKBOT_SLACK__BOT_TOKEN to the one that begins with xoxb-.");
        if (options.AppToken is not { Length: > 0 } appToken)
            throw new LurkBotException("There is no app token for Slack. Set LURKBOT_SLACK__APP_TOKEN to the one that begins with xapp-.");
        times ??= new SlackTimes();
        return new SlackChannel(options, botToken, appToken, rendering, time, times, loggers?.CreateLogger<SlackChannel>() ?? NullLogger<SlackChannel>.Instance, transport, connect ?? SlackSocket.Network(times));
    }

    /// <inheritdoc/>
    public Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken) => listener.RunAsync(inbox, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Slack has no commands in threads: there they are messages, which name the bot where others talk too.</remarks>
    public string CommandPrefix(DeliveryTarget target) => target.Thread is null ? SlackMapper.OwnCommand + " "
        : SlackAddress.IsDirectChat(target.Chat) || Health.Name is not { } name ? "/"
        : name + " /";

    /// <inheritdoc/>
    public IReadOnlyList<RenderedPart> Render(string markdown) => rendering.Render(markdown);

    /// <inheritdoc/>
    public RenderedPart RenderPreview(string markdown) => rendering.Preview(markdown);

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken) => sender.SendAsync(part, target, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendFileAsync(OutboundRecord part, ReadOnlyMemory<byte> content, DeliveryTarget target, CancellationToken cancellationToken) => sender.SendFileAsync(part, content, target, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<SendProof> FindSentAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (SlackAddress.TryParse(target) is not { } address)
            return new SendProof.Unknown();
        var chat = address.IsPerson ? (await people.DirectChatAsync(address.Chat, times.Request, cancellationToken)).Chat : address.Chat;
        return chat is null ? new SendProof.NotNow() : await proof.FindAsync(part, chat, address.Thread, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ShowDraftAsync(PlatformChat chat, long draft, string markdown, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public async ValueTask<bool> ShowTypingAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        // Slack has no sign of it outside threads.
        if (SlackAddress.TryParse(target) is { Thread: { } thread, IsPerson: false } address)
            return await status.ShowAsync(address.Chat, thread, cancellationToken);
        return false;
    }

    /// <inheritdoc/>
    public async ValueTask MarkAsync(MessageSource source, MessageMark mark, CancellationToken cancellationToken)
    {
        if (SlackAddress.IsId(source.Chat) && SlackTs.IsValid(source.Message))
            await api.CallAsync("reactions.add", [("channel", source.Chat), ("timestamp", source.Message), ("name", mark is MessageMark.Failed ? FailedMark : AcceptedMark)], times.Request, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask AnswerPressAsync(string reference, string? text, CancellationToken cancellationToken)
    {
        // The press itself is answered with its acknowledgement, which waits for this: Slack allows three seconds.
        if (text is not null && reference.Split(' ') is [var chat, var thread, var user])
            Aside(api.CallAsync("chat.postEphemeral", [("channel", chat), ("thread_ts", thread == "-" ? null : thread), ("user", user), ("text", SlackText.Encode(text))], times.Request, CancellationToken.None));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken) => files.DownloadAsync(reference, maximum, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Slack's commands stand in the manifest of the app.</remarks>
    public ValueTask ShowCommandsAsync(IReadOnlyList<ChannelCommand> everyone, IReadOnlyList<ChannelCommand> owners, IReadOnlyList<string> ownerIds, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] open;
        lock (gate)
            open = [.. asides];
        await Task.WhenAny(Task.WhenAll(open), Task.Delay(TimeSpan.FromSeconds(5), time));
        api.Dispose();
    }

    /// <summary>Slack's own button was pressed: it ended the streams, and leaves the line below the thread to us (CHANNELS S35).</summary>
    private void Stopped(SlackMessage told)
    {
        if (!SlackAddress.IsId(told.Channel))
            return;
        foreach (var ts in told.StreamingMessageTs ?? [])
            streams.Ended(told.Channel!, ts);
        if (told.ThreadTs is { } thread)
            Aside(EndAsync(told.Channel!, thread));

        async ValueTask<SlackAnswer> EndAsync(string chat, string root)
        {
            await status.EndAsync(chat, root, CancellationToken.None);
            return new SlackAnswer.NotSent("");
        }
    }

    /// <summary>Makes a request whose failure is not worth a word, and for which nothing waits.</summary>
    private void Aside(ValueTask<SlackAnswer> request)
    {
        var task = request.AsTask();
        lock (gate)
        {
            asides.RemoveWhere(done => done.IsCompleted);
            asides.Add(task);
        }
    }
}
