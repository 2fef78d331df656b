using LurkBot.Channels;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Channels;

/// <summary>A home with a gateway on Discord.</summary>
internal sealed class DiscordHome : PlatformHome
{
    public static readonly DiscordTimes Times = new() { FirstWait = TimeSpan.FromMilliseconds(20), LongestWait = TimeSpan.FromMilliseconds(200), BetweenSessions = TimeSpan.FromMilliseconds(20), Invalid = TimeSpan.FromMilliseconds(10) };

    public DiscordHome(DiscordStage stage, IChatClient? model = null)
        : base(model)
    {
        Stage = stage;
        (Discord.BotToken, Discord.BaseUrl, Discord.Owners) = (DiscordStage.Token, new Uri(stage.Server.BaseUrl + "/api"), [stage.Ada.Id]);
    }

    public DiscordStage Stage { get; }

    public ChannelOptions Discord => Options.Of<ChannelsOptions>().For("discord");

    /// <summary>What the channel logs.</summary>
    public LogLines Log { get; } = new();

    /// <summary>Begins, as a gateway does. What people say before it is there for the first time is not heard.</summary>
    public async Task<DiscordHome> StartAsync()
    {
        await BeginAsync(DiscordChannel.Create(Discord, DiscordRendering.Markdown, TimeProvider.System, Log, Times));
        await Stage.Server.UntilAsync(() => Stage.Server.Gateway.Online.Count == 1);
        await Poll.UntilAsync(async () => await Ledger.ReadCursorAsync($"discord/{Stage.Bot.Id}/session", default) is not null);
        return this;
    }

    /// <summary>The key of a session: a channel or person, with a thread.</summary>
    public static string Key(string chat, string type) => $"discord:{chat}:{type}";

    /// <summary>What the bot wrote in a chat, once there are so many messages.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync(DiscordRoom chat, int count)
    {
        await Stage.Server.UntilAsync(() => Stage.Server.Answers(chat).Count >= count);
        return [.. Stage.Server.Answers(chat).Select(message => message.Content)];
    }
}
