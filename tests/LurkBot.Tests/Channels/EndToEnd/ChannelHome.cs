using LurkBot.Channels;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Channels;

/// <summary>A home with a gateway on Telegram.</summary>
internal sealed class ChannelHome : PlatformHome
{
    private static readonly TelegramTimes Times = new() { FirstWait = TimeSpan.FromMilliseconds(20), LongestWait = TimeSpan.FromMilliseconds(200) };

    public ChannelHome(BotApiStage stage, IChatClient? model = null)
        : base(model)
    {
        Stage = stage;
        (Telegram.BotToken, Telegram.BaseUrl, Telegram.Owners) = (BotApiStage.Token, new Uri(stage.Server.BaseUrl), ["42"]);
    }

    public BotApiStage Stage { get; }

    public ChannelOptions Telegram => Options.Of<ChannelsOptions>().For("telegram");

    /// <summary>Begins, as a gateway does.</summary>
    public async Task<ChannelHome> StartAsync()
    {
        await BeginAsync(TelegramChannel.Create(Telegram, TelegramRendering.Html, TimeProvider.System, times: Times));
        return this;
    }

    /// <summary>What the bot wrote in a chat, once there are so many messages.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync(ServerChat chat, int count)
    {
        await Stage.Server.UntilAsync(() => Stage.Server.Answers(chat).Count >= count);
        return [.. Stage.Server.Answers(chat).Select(message => message.Text)];
    }
}
