using LurkBot.Channels;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Channels;

/// <summary>A home with a gateway on Slack. Ada owns it, and #general and #secret are allowed.</summary>
internal sealed class SlackHome : PlatformHome
{
    public static readonly SlackTimes Times = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(20),
        LongestWait = TimeSpan.FromMilliseconds(200),
        Unauthorized = TimeSpan.FromMilliseconds(50),
        Linger = TimeSpan.FromMilliseconds(50),
        BetweenEdits = TimeSpan.FromMilliseconds(20),
        BetweenMessages = TimeSpan.FromMilliseconds(20),
        StillStreams = TimeSpan.FromMilliseconds(20),
        Sharing = TimeSpan.FromMilliseconds(200),
    };

    public SlackHome(SlackStage stage, IChatClient? model = null)
        : base(model)
    {
        Stage = stage;
        (Slack.BotToken, Slack.AppToken, Slack.BaseUrl) = (SlackStage.Token, SlackStage.AppToken, new Uri(stage.Server.ApiUrl));
        (Slack.Owners, Slack.AllowedGroups) = ([stage.Ada.Id], [stage.General.Id, stage.Secret.Id, stage.Mpim.Id]);
    }

    public SlackStage Stage { get; }

    public SlackServer Server => Stage.Server;

    public ChannelOptions Slack => Options.Of<ChannelsOptions>().For("slack");

    public SlackChannel Channel { get; private set; } = null!;

    /// <summary>The key of Ada's direct chat.</summary>
    public string Main => $"slack:{Stage.Im.Id}:main";

    /// <summary>Begins, as a gateway does, and waits until Slack is heard.</summary>
    public async Task<SlackHome> StartAsync(SlackTimes? times = null)
    {
        Channel = SlackChannel.Create(Slack, SlackRendering.Blocks, TimeProvider.System, times: times ?? Times);
        await BeginAsync(Channel);
        await Poll.UntilAsync(() => Channel.Health.State == "connected");
        return this;
    }

    /// <summary>What the bot wrote in a conversation, once there is so much and all of it is in its final form.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync(WorkspaceChannel chat, int count)
    {
        await Server.UntilAsync(() => Server.Answers(chat).Count >= count);
        await SettledAsync();
        return [.. Server.Answers(chat).Select(message => message.Shown)];
    }
}
