using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>The channel on a <see cref="SlackStage"/>. #general is allowed.</summary>
internal sealed class SlackChannelStage : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    private SlackChannelStage(SlackStage world, SlackTimes times)
    {
        World = world;
        Options = new ChannelOptions { BotToken = SlackStage.Token, AppToken = SlackStage.AppToken, BaseUrl = new Uri(world.Server.ApiUrl), AllowedGroups = [world.General.Id] };
        Channel = SlackChannel.Create(Options, SlackRendering.Blocks, TimeProvider.System, Log, times);
    }

    public SlackStage World { get; }

    public ChannelOptions Options { get; }

    public SlackServer Server => World.Server;

    public SlackChannel Channel { get; }

    public RecordingInbox Inbox { get; } = new();

    public LogLines Log { get; } = new();

    public static async Task<SlackChannelStage> StartAsync(SlackTimes? times = null) => new(await SlackStage.StartAsync(), times ?? SlackHome.Times);

    /// <summary>Begins to listen, and waits until the first connection greeted.</summary>
    public async Task<SlackChannelStage> ListenAsync()
    {
        Listen();
        await UntilAsync("connected");
        return this;
    }

    public void Listen() => running = Channel.RunAsync(Inbox, stop.Token);

    public Task UntilAsync(string state) => Poll.UntilAsync(() => Channel.Health.State == state);

    public DeliveryTarget Target(WorkspaceChannel chat, WorkspaceMessage? thread = null) => new("slack", World.App.User.Id, chat.Id, thread?.Ts);

    public static OutboundRecord Part(string text) =>
        new("d", 1, OutboundKind.Reply, "a", text, TimeProvider.System.GetUtcNow()) { Entry = 1, Markup = SlackRendering.Blocks.Render(text)[0].Markup };

    public ValueTask<SendOutcome> SendAsync(OutboundRecord part, WorkspaceChannel chat, WorkspaceMessage? thread = null) =>
        Channel.SendAsync(part, Target(chat, thread), TestContext.Current.CancellationToken);

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
