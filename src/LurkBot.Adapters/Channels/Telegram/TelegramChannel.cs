using System.Globalization;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace LurkBot.Channels;

/// <summary>Telegram, by its Bot API. Thread-safe.</summary>
internal sealed class TelegramChannel : IChannel
{
    /// <summary>Its name in session keys.</summary>
    public const string ChannelName = "telegram";

    // The platform allows only some emoji; a red mark is not among them (CHANNELS T44).
    private const string AcceptedMark = "👀", FailedMark = "💔";
    private const int LongestPressAnswer = 200;

    // A server of the owner's own takes up to 2 GB when it runs with --local; files are held in memory here.
    private const long LargestFile = 50 << 20, LargestFileOfOwnServer = 200 << 20;

    private readonly TelegramApi api;
    private readonly TelegramTimes times;
    private readonly TelegramState state;
    private readonly TelegramRendering rendering;
    private readonly TelegramPace pace;
    private readonly TelegramPoller poller;
    private readonly TelegramSender sender;
    private readonly TelegramDrafts drafts;
    private readonly TelegramFiles files;
    private readonly TelegramMenus menus;
    private readonly SteadyTime steady;
    private readonly SemaphoreSlim marking = new(1, 1);
    private DateTimeOffset marksFrom;

    private TelegramChannel(string token, Uri? address, TelegramRendering rendering, TimeProvider time, TelegramTimes times, ILogger logger, HttpMessageHandler? transport)
    {
        this.rendering = rendering;
        (this.times, steady) = (times, new SteadyTime(time));
        api = new TelegramApi(token, address, time, transport);
        state = new TelegramState(new PlatformHealth("Telegram", time, times.Poll + (2 * times.PollGrace)));
        pace = new TelegramPace(time, times.KeepsPace);
        poller = new TelegramPoller(api, state, new TelegramAdministrators(api, steady, times), time, times, logger);
        sender = new TelegramSender(api, state, pace, times, time, logger);
        drafts = new TelegramDrafts(api, state, pace, times);
        files = new TelegramFiles(api, time, times);
        menus = new TelegramMenus(api, times, logger);
        Capabilities = new ChannelCapabilities
        {
            Renderer = rendering.Version,
            CanEdit = true,
            DirectPace = TimeSpan.FromSeconds(1),
            GroupPace = TimeSpan.FromSeconds(3),
            LargestFile = address is null ? LargestFile : LargestFileOfOwnServer,
            TypingFor = TimeSpan.FromSeconds(5),
        };
    }

    /// <inheritdoc/>
    public string Name => ChannelName;

    /// <inheritdoc/>
    public ChannelCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public ChannelHealth Health => state.Health.Current;

    /// <summary>Opens the channel; nothing is asked yet.</summary>
    /// <param name="options">What the owner set; there must be a token.</param>
    /// <param name="rendering">Renders texts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Told of changes; null when no one reads it.</param>
    /// <param name="times">How long it waits; null as usual.</param>
    /// <param name="transport">Carries the requests; null for sockets.</param>
    /// <exception cref="LurkBotException">There is no token.</exception>
    public static TelegramChannel Create(ChannelOptions options, TelegramRendering rendering, TimeProvider time, ILoggerFactory? loggers = null, TelegramTimes? times = null, HttpMessageHandler? transport = null)
    {
        if (options.BotToken is not { Length: > 0 } token)
            throw new LurkBotException("There is no token for Telegram. Set LURKBOT_TELEGRAM__BOT_TOKEN to the one that @BotFather gave.");
        return new TelegramChannel(token, options.BaseUrl, rendering, time, times ?? new TelegramTimes(), loggers?.CreateLogger<TelegramChannel>() ?? NullLogger<TelegramChannel>.Instance, transport);
    }

    /// <inheritdoc/>
    public Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken) => poller.RunAsync(inbox, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<RenderedPart> Render(string markdown) => rendering.Render(markdown);

    /// <inheritdoc/>
    public RenderedPart RenderPreview(string markdown) => rendering.Preview(markdown);

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken) => sender.SendAsync(part, target, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendFileAsync(OutboundRecord part, ReadOnlyMemory<byte> content, DeliveryTarget target, CancellationToken cancellationToken) => sender.SendFileAsync(part, content, target, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ShowDraftAsync(PlatformChat chat, long draft, string markdown, CancellationToken cancellationToken) =>
        chat.Kind == PlatformChatKind.Direct ? drafts.ShowAsync(chat, draft, rendering.Preview(markdown), cancellationToken) : ValueTask.FromResult(false);

    /// <inheritdoc/>
    public async ValueTask<bool> ShowTypingAsync(DeliveryTarget target, CancellationToken cancellationToken) =>
        TelegramAddress.TryParse(target) is not { } address || pace.FloodOf(address.Chat) is not null
        || await TryAsync(new SendChatActionRequest { ChatId = address.Chat, MessageThreadId = address.Thread, Action = ChatAction.Typing }, cancellationToken) is not TelegramAnswer.Refused { Code: 401 or 403 };

    /// <inheritdoc/>
    public async ValueTask MarkAsync(MessageSource source, MessageMark mark, CancellationToken cancellationToken)
    {
        if (!long.TryParse(source.Chat, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chat) || !int.TryParse(source.Message, NumberStyles.None, CultureInfo.InvariantCulture, out var message) || pace.FloodOf(chat) is not null)
            return;
        // Marks are not worth a wait of the messages: while Telegram wants fewer of them there are none.
        if (steady.GetUtcNow() < marksFrom)
            return;
        await marking.WaitAsync(cancellationToken);
        try
        {
            if (steady.GetUtcNow() < marksFrom)
                return;
            var request = new SetMessageReactionRequest { ChatId = chat, MessageId = message, Reaction = [new ReactionTypeEmoji { Emoji = mark is MessageMark.Failed ? FailedMark : AcceptedMark }] };
            if (await api.CallAsync(request, times.Request, cancellationToken) is TelegramAnswer.Refused { After: { } after })
                marksFrom = steady.GetUtcNow() + after;
        }
        finally
        {
            marking.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask AnswerPressAsync(string reference, string? text, CancellationToken cancellationToken) =>
        await TryAsync(new AnswerCallbackQueryRequest { CallbackQueryId = reference, Text = Cut(text, LongestPressAnswer) }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> DownloadAsync(string reference, long maximum, CancellationToken cancellationToken) => files.DownloadAsync(reference, maximum, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ShowCommandsAsync(IReadOnlyList<ChannelCommand> everyone, IReadOnlyList<ChannelCommand> owners, IReadOnlyList<string> ownerIds, CancellationToken cancellationToken) =>
        menus.ShowAsync(everyone, owners, ownerIds, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        api.Dispose();
        marking.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a request whose failure is not worth a word.</summary>
    private ValueTask<TelegramAnswer> TryAsync<T>(RequestBase<T> request, CancellationToken cancellationToken) => api.CallAsync(request, times.Request, cancellationToken);

    private static string? Cut(string? text, int length) =>
        text is null || text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)] + "…";
}
