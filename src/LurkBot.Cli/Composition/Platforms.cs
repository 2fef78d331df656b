using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Gateway;
using Microsoft.Extensions.Logging;

namespace LurkBot.Cli.Composition;

/// <summary>The platforms that the owner uses, put together from the adapters.</summary>
internal static class Platforms
{
    /// <summary>The name of Telegram.</summary>
    public const string Telegram = TelegramChannel.ChannelName;

    /// <summary>The name of Discord.</summary>
    public const string Discord = DiscordChannel.ChannelName;

    /// <summary>The name of Slack.</summary>
    public const string Slack = SlackChannel.ChannelName;

    /// <summary>The names of all platforms.</summary>
    public static IReadOnlyList<string> Names { get; } = [Telegram, Discord, Slack];

    /// <summary>What a gateway talks on: all platforms that are in use and set up. One that is not set up completely keeps no other from talking.</summary>
    /// <param name="host">The settings.</param>
    public static GatewayPlatforms Of(Host host)
    {
        IReadOnlyList<string> used = [.. Names.Where(name => host.Options.Of<ChannelsOptions>().For(name).IsUsed && FindMissing(host, name) is null)];
        return used.Count == 0 ? GatewayPlatforms.None : new GatewayPlatforms(loggers => [.. used.Select(name => Open(name, host, loggers))], () => OpenLedger(host)) { IsAny = true, OpenTranscriber = () => OpenTranscriber(host) };
    }

    /// <summary>What keeps a platform that is in use from being talked on.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="name">The platform.</param>
    /// <returns>A sentence and what to do; null when nothing is missing, or the platform is not in use.</returns>
    public static string? FindMissing(Host host, string name)
    {
        var options = host.Options.Of<ChannelsOptions>().For(name);
        var token = string.IsNullOrEmpty(options.BotToken) ? "BOT_TOKEN" : name == Slack && string.IsNullOrEmpty(options.AppToken) ? "APP_TOKEN" : null;
        return !options.IsUsed || token is null ? null : $"not set up completely: LURKBOT_{name.ToUpperInvariant()}__{token} is missing. To set it, run: lurkbot channels add {name}";
    }

    /// <summary>The platforms that are set up, for a process that only renders what goes there: none of them listens or sends.</summary>
    /// <param name="host">The settings.</param>
    public static IReadOnlyDictionary<string, IChannel> ToRender(Host host)
    {
        var options = host.Options.Of<ChannelsOptions>();
        var channels = new Dictionary<string, IChannel>(StringComparer.Ordinal);
        foreach (var name in Names.Where(name => options.For(name).IsUsed))
        {
            try
            {
                channels[name] = Open(name, host, loggers: null);
            }
            catch (LurkBotException)
            {
                // A token is missing: the gateway says so, and nothing can be posted there.
            }
        }

        return channels;
    }

    private static IChannel Open(string name, Host host, ILoggerFactory? loggers) => name switch
    {
        Telegram => OpenTelegram(host, loggers),
        Discord => OpenDiscord(host, loggers),
        Slack => OpenSlack(host, loggers),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>What turns voice messages into text: the owner's program, else a service.</summary>
    /// <param name="host">The settings.</param>
    /// <returns>Null where nothing is set up for that.</returns>
    private static ITranscriber? OpenTranscriber(Host host)
    {
        var options = host.Options.Of<TranscriptionOptions>();
        return options.Command is { } command ? new CommandTranscriber(command, host.Services.Sandbox, host.Options.Sandbox, host.Options.Home)
            : options.HasService ? new ServiceTranscriber(options, host.Time)
            : null;
    }

    /// <summary>The channel on Telegram.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="loggers">Make its logger; null when no one reads it.</param>
    /// <exception cref="LurkBotException">There is no token.</exception>
    public static TelegramChannel OpenTelegram(Host host, ILoggerFactory? loggers) =>
        TelegramChannel.Create(host.Options.Of<ChannelsOptions>().For(Telegram), TelegramRendering.Html, host.Time, loggers);

    /// <summary>What sets Telegram up and checks it.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="token">The bot's token.</param>
    public static TelegramSetup SetUpTelegram(Host host, string token) => new(token, host.Options.Of<ChannelsOptions>().For(Telegram).BaseUrl, host.Time);

    /// <summary>The channel on Discord.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="loggers">Make its logger; null when no one reads it.</param>
    /// <exception cref="LurkBotException">There is no token.</exception>
    public static DiscordChannel OpenDiscord(Host host, ILoggerFactory? loggers) =>
        DiscordChannel.Create(host.Options.Of<ChannelsOptions>().For(Discord), DiscordRendering.Markdown, host.Time, loggers);

    /// <summary>What sets Discord up and checks it.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="token">The bot's token.</param>
    public static DiscordSetup SetUpDiscord(Host host, string token) => new(token, host.Options.Of<ChannelsOptions>().For(Discord).BaseUrl, host.Time);

    /// <summary>The channel on Slack.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="loggers">Make its logger; null when no one reads it.</param>
    /// <exception cref="LurkBotException">A token is missing.</exception>
    public static SlackChannel OpenSlack(Host host, ILoggerFactory? loggers) =>
        SlackChannel.Create(host.Options.Of<ChannelsOptions>().For(Slack), SlackRendering.Blocks, host.Time, loggers);

    /// <summary>What sets Slack up and checks it.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="botToken">The bot's token.</param>
    /// <param name="appToken">The app's token; null for none.</param>
    public static SlackSetup SetUpSlack(Host host, string botToken, string? appToken) => new(botToken, appToken, host.Options.Of<ChannelsOptions>().For(Slack).BaseUrl, host.Time);

    /// <summary>The ledger of what came and what goes.</summary>
    /// <param name="host">The home.</param>
    /// <exception cref="LurkBotException">It cannot be opened.</exception>
    public static IDeliveryLedger OpenLedger(Host host) => host.Options.Sessions.Persistence ? SqliteDeliveryLedger.Open(host.Options.Home, host.Time) : SqliteDeliveryLedger.InMemory(host.Time);
}
