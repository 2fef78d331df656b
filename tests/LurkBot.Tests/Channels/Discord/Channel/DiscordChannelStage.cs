using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>The channel on a <see cref="DiscordStage"/>, with an inbox that keeps what it hears.</summary>
internal sealed class DiscordChannelStage : IAsyncDisposable
{
    public static readonly DiscordTimes Times = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(10),
        LongestWait = TimeSpan.FromMilliseconds(50),
        BetweenSessions = TimeSpan.FromMilliseconds(10),
        Invalid = TimeSpan.FromMilliseconds(5),
        Refused = TimeSpan.FromMilliseconds(100),
    };

    private CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    private DiscordChannelStage(DiscordStage world, DiscordTimes? times, string? token)
    {
        World = world;
        Options = new ChannelOptions { BotToken = token ?? DiscordStage.Token, BaseUrl = new Uri(world.Server.BaseUrl + "/api"), Owners = [world.Ada.Id], AllowedGuilds = [world.Guild.Id] };
        Channel = DiscordChannel.Create(Options, DiscordRendering.Markdown, TimeProvider.System, Log, times ?? Times);
    }

    public DiscordStage World { get; }

    public DiscordServer Server => World.Server;

    public GatewayHub Gateway => World.Server.Gateway;

    public ChannelOptions Options { get; }

    public DiscordChannel Channel { get; private set; }

    public RecordingInbox Inbox { get; } = new();

    public LogLines Log { get; } = new();

    /// <summary>The texts of the messages that came.</summary>
    public IReadOnlyList<string> Heard => [.. Inbox.Events.OfType<PlatformEvent.Message>().Select(message => message.Text)];

    public static async Task<DiscordChannelStage> StartAsync(DiscordTimes? times = null, string? token = null) => new(await DiscordStage.StartAsync(), times, token);

    /// <summary>Begins to listen; returns once the session is kept.</summary>
    public async Task ListenAsync()
    {
        Listen();
        await Inbox.UntilAsync(() => Inbox.Cursors.ContainsKey(World.Bot.Id + "/session"));
    }

    public void Listen() => running = Channel.RunAsync(Inbox, stop.Token);

    /// <summary>Lets the inbox refuse events, as on a full disk.</summary>
    /// <returns>When the first was refused.</returns>
    public Task RefuseEvents()
    {
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Inbox.Before = (events, _) =>
        {
            if (events.Count == 0)
                return Task.CompletedTask;
            refused.TrySetResult();
            throw new LurkBotException("The disk is full.");
        };
        return refused.Task;
    }

    /// <summary>Says something, and waits until it was heard.</summary>
    public async Task HearAsync(string text)
    {
        World.Server.Say(World.Direct, World.Ada, text);
        await Inbox.UntilAsync(() => Heard.Contains(text));
    }

    public DeliveryTarget Direct => new("discord", World.Bot.Id, World.Ada.Id, null);

    public ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target) => Channel.SendAsync(part, target, TestContext.Current.CancellationToken);

    public static OutboundRecord Part(string text, string delivery = "d") => new(delivery, 1, OutboundKind.Notice, "a", text, TimeProvider.System.GetUtcNow());

    /// <summary>Another process goes on.</summary>
    public async Task RestartAsync(DiscordTimes? times = null)
    {
        await StopAsync();
        await Channel.DisposeAsync();
        stop = new CancellationTokenSource();
        Channel = DiscordChannel.Create(Options, DiscordRendering.Markdown, TimeProvider.System, Log, times ?? Times);
    }

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
