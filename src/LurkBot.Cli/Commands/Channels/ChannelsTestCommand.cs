using System.CommandLine;
using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Diagnostics;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot channels test</c>: the token, who else receives, what the platform lets the bot see, and how to mend what does not work.</summary>
internal static class ChannelsTestCommand
{
    private const string Start = "lurkbot gateway start --daemon";

    public static Command Create()
    {
        var named = ChannelsCommand.ChannelArgument(isNeeded: false);
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("test", "Check tokens, who receives the messages, and what the platform lets the bot see, and say how to fix what is wrong. Fails if something does not work.") { named, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var checks = await TestAsync(host, result.GetValue(named) is { } text ? ChannelsCommand.Named(text) : null, cancellationToken);
            if (json.In(result))
                JsonOutput.Write([.. checks.Select(DoctorCheckJson.Of)], ReportJson.Default.IReadOnlyListDoctorCheckJson);
            foreach (var line in json.In(result) ? [] : CheckTable.Of(checks))
                Console.WriteLine(line);
            return checks.Any(check => check.Status is DoctorStatus.Fail) ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Tests the channel that was named; without a name all that are set up.</summary>
    private static async Task<IReadOnlyList<DoctorCheck>> TestAsync(Host host, string? name, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> tested = name is not null ? [name] : [.. Platforms.Names.Where(known => host.Options.Of<ChannelsOptions>().For(known).BotToken is not null)];
        if (tested.Count == 0)
            return [new("channels", DoctorStatus.Fail, "no channel is set up", string.Join(", or ", Platforms.Names.Select(known => $"lurkbot channels add {known}")))];
        var checks = new List<DoctorCheck>();
        foreach (var channel in tested)
        {
            var told = await (channel switch
            {
                Platforms.Discord => ChannelsTestDiscord.TestAsync(host, cancellationToken),
                Platforms.Slack => TestSlackAsync(host, cancellationToken),
                _ => TestTelegramAsync(host, cancellationToken),
            });
            checks.AddRange(tested.Count > 1 ? told.Select(check => check with { Name = $"{channel} {check.Name}" }) : told);
        }

        return checks;
    }

    private static async Task<IReadOnlyList<DoctorCheck>> TestSlackAsync(Host host, CancellationToken cancellationToken)
    {
        var options = host.Options.Of<ChannelsOptions>().For(Platforms.Slack);
        if (options.BotToken is not { } token)
            return [new("token", DoctorStatus.Fail, "no bot token for Slack is set", "lurkbot channels add slack")];
        using var setup = Platforms.SetUpSlack(host, token, options.AppToken);
        SlackIdentity identity;
        try
        {
            identity = await setup.IdentifyAsync(cancellationToken);
        }
        catch (LurkBotException e)
        {
            return [Failed(Platforms.Slack, e)];
        }

        var checks = SlackChecks.Of(identity, options).ToList();
        var connects = await setup.TryConnectAsync(cancellationToken);
        checks.Insert(1, connects is var (problem, fix) ? new("app token", DoctorStatus.Fail, problem, fix) : new("app token", DoctorStatus.Pass, "Slack opens a connection with it"));
        var channel = (await ChannelReport.ReadAsync(host, cancellationToken)).Single(channel => channel.Name == Platforms.Slack);
        checks.Insert(2, channel.GatewayRuns ? OfGateway(channel, options, host.Time.GetUtcNow())
            : !options.IsUsed ? Off(channel.Name)
            : new("messages", DoctorStatus.Warn, "nothing receives them: the gateway does not run. It reads them from Slack's histories when it starts", Start));
        return checks;
    }

    private static async Task<IReadOnlyList<DoctorCheck>> TestTelegramAsync(Host host, CancellationToken cancellationToken)
    {
        var options = host.Options.Of<ChannelsOptions>().For(Platforms.Telegram);
        if (options.BotToken is not { } token)
            return [new("token", DoctorStatus.Fail, "no token for Telegram is set", "lurkbot channels add telegram")];
        using var setup = Platforms.SetUpTelegram(host, token);
        TelegramIdentity identity;
        try
        {
            identity = await setup.IdentifyAsync(cancellationToken);
        }
        catch (LurkBotException e)
        {
            return [Failed(Platforms.Telegram, e)];
        }

        var checks = TelegramChecks.Of(identity, options).ToList();
        var channel = (await ChannelReport.ReadAsync(host, cancellationToken)).Single(channel => channel.Name == Platforms.Telegram);
        checks.Insert(1, channel.GatewayRuns ? OfGateway(channel, options, host.Time.GetUtcNow()) : await WithoutGatewayAsync(setup, options, cancellationToken));
        return checks;
    }

    /// <summary>The platform is heard, but not all is well.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="now">The time.</param>
    public static DoctorCheck Incomplete(ChannelJson channel, DateTimeOffset now) =>
        new("messages", DoctorStatus.Warn, $"the gateway receives them ({ChannelReport.Heard(channel, now)}), but: {channel.Detail}", "lurkbot gateway logs -n 20");

    /// <summary>The platform did not say whose token it is. Another token helps only where this one was refused; an outage says what to do in its own words.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="error">What went wrong.</param>
    public static DoctorCheck Failed(string channel, LurkBotException error) => error is TokenRefusedException
        ? new("token", DoctorStatus.Fail, error.Message, $"lurkbot channels add {channel} sets another token")
        : new("connection", DoctorStatus.Fail, error.Message);

    private static DoctorCheck OfGateway(ChannelJson channel, ChannelOptions options, DateTimeOffset now) => channel switch
    {
        { State: "connected", Detail: not null } => Incomplete(channel, now),
        { State: "connected" } => new("messages", DoctorStatus.Pass, $"the gateway receives them: {ChannelReport.Heard(channel, now)}"),
        { State: { } state } => new("messages", DoctorStatus.Fail, $"the gateway does not receive them ({state}, {ChannelReport.Heard(channel, now)}). {channel.Detail}".TrimEnd(), "lurkbot gateway logs -n 20"),
        { State: null } when !options.IsUsed => Off(channel.Name),
        _ => new("messages", DoctorStatus.Fail, $"the gateway runs and does not receive them: {channel.Detail}"),
    };

    private static async Task<DoctorCheck> WithoutGatewayAsync(TelegramSetup setup, ChannelOptions options, CancellationToken cancellationToken) => await setup.FindReceiverAsync(cancellationToken) switch
    {
        (var receiver, false) => new("messages", DoctorStatus.Fail, receiver, "stop that program, or make a new token with @BotFather: /mybots, your bot, API Token, Revoke current token"),
        (var receiver, true) => new("messages", DoctorStatus.Warn, $"{receiver} The gateway removes it when it starts; messages that wait are kept", Start),
        _ when !options.IsUsed => Off(Platforms.Telegram),
        _ => new("messages", DoctorStatus.Warn, "nothing receives them: the gateway does not run. Telegram keeps them for 24 hours", Start),
    };

    private static DoctorCheck Off(string channel) => new("messages", DoctorStatus.Warn, "the channel is off", $"set LURKBOT_{channel.ToUpperInvariant()}__ENABLED to true");
}
