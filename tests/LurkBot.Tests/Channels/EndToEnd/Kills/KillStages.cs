namespace LurkBot.Tests.Channels;

/// <summary>All three platforms for one gateway, with people in several chats of each.</summary>
internal sealed class KillStages : IAsyncDisposable
{
    private KillStages(BotApiStage telegram, DiscordStage discord, SlackStage slack)
    {
        (Telegram, Discord, Slack) = (telegram, discord, slack);
        telegram.Bot.CanReadAllGroupMessages = true;
        var (thread, assistant) = (discord.Server.OpenThread(discord.Ada, discord.General, "moves"), slack.Server.OpenAssistant(slack.Ada));
        Mains =
        [
            new TelegramKillChat(telegram, 'A', telegram.Private, null, [telegram.Ada], "telegram:42:main"),
            new DiscordKillChat(discord, 'B', discord.Direct, discord.Ada, $"discord:{discord.Ada.Id}:main"),
            new SlackKillChat(slack, 'C', slack.Im, null, slack.Ada, $"slack:{slack.Im.Id}:main"),
        ];
        Thread = SlackThread(slack, 'D');
        Assistant = new SlackKillChat(slack, 'E', slack.Im, assistant, slack.Ada, $"slack:{slack.Im.Id}/{assistant.Ts}:topic");
        Others =
        [
            new TelegramKillChat(telegram, 'F', telegram.Server.AddPrivateChat(telegram.Bob), null, [telegram.Bob], "telegram:43:dm"),
            new TelegramKillChat(telegram, 'G', telegram.Supergroup, null, [telegram.Ada], "telegram:-1001000000007:group"),
            new TelegramKillChat(telegram, 'H', telegram.Forum, telegram.Topic, [telegram.Ada], $"telegram:-1001000000008/{telegram.Topic.Id}:topic"),
            new DiscordKillChat(discord, 'I', discord.Server.OpenDirect(discord.Bob), discord.Bob, $"discord:{discord.Bob.Id}:dm"),
            new DiscordKillChat(discord, 'J', discord.General, discord.Ada, $"discord:{discord.General.Id}:group"),
            new DiscordKillChat(discord, 'K', thread, discord.Ada, $"discord:{discord.General.Id}/{thread.Id}:topic"),
            SlackDm(slack, 'L'),
            SlackThread(slack, 'M'),
        ];
    }

    public BotApiStage Telegram { get; }

    public DiscordStage Discord { get; }

    public SlackStage Slack { get; }

    /// <summary>The owner's direct chat on each platform.</summary>
    public IReadOnlyList<KillChat> Mains { get; }

    /// <summary>Direct chats of somebody else, channels and threads on each platform.</summary>
    public IReadOnlyList<KillChat> Others { get; }

    /// <summary>A thread on Slack, where replies are streamed.</summary>
    public KillChat Thread { get; }

    /// <summary>A thread of the direct chat on Slack, where replies are streamed.</summary>
    public KillChat Assistant { get; }

    /// <summary>The settings of the gateway.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("LURKBOT_TELEGRAM__BOT_TOKEN", BotApiStage.Token), ("LURKBOT_TELEGRAM__BASE_URL", Telegram.Server.BaseUrl), ("LURKBOT_TELEGRAM__OWNER", "42"),
        ("LURKBOT_TELEGRAM__ALLOWLIST", "43"), ("LURKBOT_TELEGRAM__ALLOWED_GROUPS", "-1001000000007,-1001000000008"),
        ("LURKBOT_DISCORD__BOT_TOKEN", DiscordStage.Token), ("LURKBOT_DISCORD__BASE_URL", Discord.Server.BaseUrl + "/api"), ("LURKBOT_DISCORD__OWNER", Discord.Ada.Id),
        ("LURKBOT_DISCORD__ALLOWLIST", Discord.Bob.Id), ("LURKBOT_DISCORD__ALLOWED_GUILDS", Discord.Guild.Id),
        ("LURKBOT_SLACK__BOT_TOKEN", SlackStage.Token), ("LURKBOT_SLACK__APP_TOKEN", SlackStage.AppToken), ("LURKBOT_SLACK__BASE_URL", Slack.Server.ApiUrl),
        ("LURKBOT_SLACK__OWNER", Slack.Ada.Id), ("LURKBOT_SLACK__ALLOWLIST", Slack.Bob.Id), ("LURKBOT_SLACK__ALLOWED_GROUPS", Slack.General.Id),
        ("LURKBOT_TOOL_ASK", "bash"),
    ];

    public static async Task<KillStages> StartAsync() => new(await BotApiStage.StartAsync(), await DiscordStage.StartAsync(), await SlackStage.StartAsync());

    /// <summary>Waits until the gateway hears all of them.</summary>
    public async Task HeardAsync()
    {
        await Telegram.Server.UntilAsync(() => Telegram.Bot.Updates.IsPolled);
        await Discord.Server.UntilAsync(() => Discord.Server.Gateway.Online.Count == 1);
        await Slack.Server.UntilAsync(() => Slack.Server.Sockets.Connections.Any(connection => connection.IsOpen));
    }

    public async ValueTask DisposeAsync()
    {
        await Telegram.DisposeAsync();
        await Discord.DisposeAsync();
        await Slack.DisposeAsync();
    }

    private static SlackKillChat SlackThread(SlackStage slack, char letter)
    {
        var root = slack.Server.Say(slack.General, slack.Ada, "Moves of today");
        return new SlackKillChat(slack, letter, slack.General, root, slack.Ada, $"slack:{slack.General.Id}/{root.Ts}:topic");
    }

    private static SlackKillChat SlackDm(SlackStage slack, char letter)
    {
        var im = slack.Server.OpenIm(slack.Bob);
        return new SlackKillChat(slack, letter, im, null, slack.Bob, $"slack:{im.Id}:dm");
    }
}
