using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Diagnostics;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot channels test discord</c>: the token, the intent, where commands go, the permissions in each channel, and how to mend what does not work.</summary>
internal static class ChannelsTestDiscord
{
    /// <summary>Tests Discord.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<DoctorCheck>> TestAsync(Host host, CancellationToken cancellationToken)
    {
        var options = host.Options.Of<ChannelsOptions>().For(Platforms.Discord);
        if (options.BotToken is not { } token)
            return [new("token", DoctorStatus.Fail, "no token for Discord is set", "lurkbot channels add discord")];
        using var setup = Platforms.SetUpDiscord(host, token);
        DiscordIdentity identity;
        try
        {
            identity = await setup.IdentifyAsync(cancellationToken);
            identity = identity with { Starts = await setup.FindStartsAsync(cancellationToken), Access = await setup.FindAccessAsync(identity.Self, options, cancellationToken) };
        }
        catch (LurkBotException e)
        {
            return [ChannelsTestCommand.Failed(Platforms.Discord, e)];
        }

        var checks = DiscordChecks.Of(identity, options).ToList();
        var channel = (await ChannelReport.ReadAsync(host, cancellationToken)).Single(channel => channel.Name == Platforms.Discord);
        checks.Insert(1, Messages(channel, options, host.Time.GetUtcNow()));
        return checks;
    }

    private static DoctorCheck Messages(ChannelJson channel, ChannelOptions options, DateTimeOffset now) => channel switch
    {
        // What is wrong with the intent is a line of its own.
        { GatewayRuns: true, State: "connected", Detail: not null and not DiscordChecks.WithoutContent } => ChannelsTestCommand.Incomplete(channel, now),
        { GatewayRuns: true, State: "connected" } => new("messages", DoctorStatus.Pass, $"the gateway receives them: {ChannelReport.Heard(channel, now)}"),
        { GatewayRuns: true, State: { } state } => new("messages", DoctorStatus.Fail, $"the gateway does not receive them ({state}, {ChannelReport.Heard(channel, now)}). {channel.Detail}".TrimEnd(), "lurkbot gateway logs -n 20"),
        _ when !options.IsUsed => new("messages", DoctorStatus.Warn, "the channel is off", "set LURKBOT_DISCORD__ENABLED to true"),
        { GatewayRuns: true } => new("messages", DoctorStatus.Fail, $"the gateway runs and does not receive them: {channel.Detail}"),
        _ => new("messages", DoctorStatus.Warn, "nothing receives them: the gateway does not run", "lurkbot gateway start --daemon"),
    };
}
