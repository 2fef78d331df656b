using System.CommandLine;
using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot channels</c>: the platforms on which the assistant talks.</summary>
internal static class ChannelsCommand
{
    public static Command Create() => new("channels", "Set up and check the platforms on which the assistant talks.")
    {
        List(), Status(), ChannelsTestCommand.Create(), ChannelsAddCommand.Create(),
    };

    /// <summary>An argument for the name of a channel.</summary>
    /// <param name="isNeeded">Whether it must be given.</param>
    public static Argument<string?> ChannelArgument(bool isNeeded)
    {
        var argument = new Argument<string?>("CHANNEL") { HelpName = "CHANNEL", Description = $"The platform: {string.Join(", ", Platforms.Names)}.", Arity = isNeeded ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne };
        argument.CompletionSources.Add([.. Platforms.Names]);
        return argument;
    }

    /// <summary>The channel that the user named.</summary>
    /// <exception cref="CommandException">There is no such channel.</exception>
    public static string Named(string text) => Platforms.Names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase))
        ?? throw new CommandException(ExitCodes.Usage, $"Unknown channel '{text}'. Channels: {string.Join(", ", Platforms.Names)}.");

    private static Command List()
    {
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("list", "List the channels, with a line on each.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            WarnOfBook(host);
            var channels = await ChannelReport.ReadAsync(host, cancellationToken);
            if (json.In(result))
            {
                JsonOutput.Write(channels, ReportJson.Default.IReadOnlyListChannelJson);
                return ExitCodes.Success;
            }

            var width = channels.Max(channel => channel.Name.Length);
            foreach (var channel in channels)
                Console.WriteLine(TerminalText.Sanitize($"{channel.Name.PadRight(width)}  {ChannelReport.Summary(channel, host.Time.GetUtcNow())}", keepNewlines: false));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Status()
    {
        var named = ChannelArgument(isNeeded: false);
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("status", "Show what each channel hears and what waits. Fails if a channel that is set up is not heard.") { named, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var name = result.GetValue(named) is { } text ? Named(text) : null;
            WarnOfBook(host);
            IReadOnlyList<ChannelJson> channels = [.. (await ChannelReport.ReadAsync(host, cancellationToken)).Where(channel => name is null || channel.Name == name)];
            if (json.In(result))
                JsonOutput.Write(channels, ReportJson.Default.IReadOnlyListChannelJson);
            foreach (var line in json.In(result) ? [] : channels.SelectMany(channel => ChannelReport.Details(channel, host.Time.GetUtcNow())))
                Console.WriteLine(line);
            return channels.All(channel => !channel.Enabled || channel.State is "connected") ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    /// <summary>A book of people that cannot be read keeps out everyone who was let in by pairing.</summary>
    private static void WarnOfBook(Host host)
    {
        if (host.Options.Sessions.Persistence && new PairingBook(host.Options.Home, host.Time).Problem is { } problem)
            Warnings.Write(problem);
    }
}
