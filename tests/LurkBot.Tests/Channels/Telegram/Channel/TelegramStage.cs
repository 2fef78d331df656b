using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>The channel on a <see cref="BotApiStage"/>.</summary>
internal sealed class TelegramStage : IAsyncDisposable
{
    public static readonly TelegramTimes Times = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(20),
        LongestWait = TimeSpan.FromMilliseconds(100),
        Unauthorized = TimeSpan.FromMilliseconds(50),
    };

    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    private TelegramStage(BotApiStage world, TelegramTimes times, string token, Uri? address)
    {
        World = world;
        Channel = TelegramChannel.Create(new ChannelOptions { BotToken = token, BaseUrl = address ?? new Uri(world.Server.BaseUrl) }, TelegramRendering.Html, TimeProvider.System, Log, times);
    }

    public BotApiStage World { get; }

    public BotApiServer Server => World.Server;

    public TelegramChannel Channel { get; }

    public RecordingInbox Inbox { get; } = new();

    public LogLines Log { get; } = new();

    public string Account { get; } = BotApiStage.Token.Split(':')[0];

    public static async Task<TelegramStage> StartAsync(TelegramTimes? times = null, string token = BotApiStage.Token, Uri? address = null) =>
        new(await BotApiStage.StartAsync(), times ?? Times, token, address);

    /// <summary>Begins to listen, and confirms what told of the bot's own memberships.</summary>
    public async Task ListenAsync()
    {
        Listen();
        await Server.UntilAsync(() => World.Bot.Updates is { IsPolled: true, Pending: 0 });
    }

    public void Listen() => running = Channel.RunAsync(Inbox, stop.Token);

    public DeliveryTarget Target(ServerChat chat, ServerTopic? topic = null) =>
        new("telegram", Account, chat.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), topic?.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static OutboundRecord Part(string text, string? markup = null) =>
        new("d", 1, OutboundKind.Reply, "a", text, DateTimeOffset.UnixEpoch) { Markup = markup };

    public ValueTask<SendOutcome> SendAsync(OutboundRecord part, ServerChat chat, ServerTopic? topic = null) =>
        Channel.SendAsync(part, Target(chat, topic), TestContext.Current.CancellationToken);

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        await Channel.DisposeAsync();
        await World.DisposeAsync();
    }
}
