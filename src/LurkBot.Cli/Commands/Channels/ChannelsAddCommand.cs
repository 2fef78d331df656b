using System.CommandLine;
using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Configuration;
using LurkBot.Doors;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot channels add</c>: takes the token, tries it, writes it down, and finds out who the owner is.</summary>
internal static class ChannelsAddCommand
{
    private const string TokenSetting = "LURKBOT_TELEGRAM__BOT_TOKEN", OwnerSetting = "LURKBOT_TELEGRAM__OWNER";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var named = ChannelsCommand.ChannelArgument(isNeeded: true);
        var fromInput = new FlagOption("--token-stdin", "Read the token from standard input, for scripts; nothing is asked. Slack has two, a line each.");
        var command = new Command("add", "Set up a channel: ask for its token, check it, and write it to .env in the home.") { named, fromInput };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (name, host) = (ChannelsCommand.Named(result.GetValue(named)!), Host.Create(Warnings.Write));
            await (name switch
            {
                Platforms.Discord => ChannelsAddDiscord.AddAsync(host, fromInput.In(result), cancellationToken),
                Platforms.Slack => SlackAddition.AddAsync(host, fromInput.In(result), cancellationToken),
                _ => AddAsync(host, fromInput.In(result), cancellationToken),
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task AddAsync(Host host, bool fromInput, CancellationToken cancellationToken)
    {
        var isTerminal = !fromInput && !Console.IsInputRedirected;
        if (!fromInput && !isTerminal)
            throw new CommandException(ExitCodes.Usage, "A token is needed, but standard input is not a terminal. Pass --token-stdin to read it from there.");
        RequireDotEnv(host, TokenSetting);
        if (isTerminal)
            Console.WriteLine("In Telegram, open @BotFather (https://t.me/BotFather), send /newbot, and copy the token that it gives you.");
        var (token, identity) = await new TokenPrompt(fromInput).AskAsync("token", ProblemOf, given => IdentifyAsync(host, given, cancellationToken));
        using var setup = Platforms.SetUpTelegram(host, token);
        var file = DotEnvFile.Set(host.Options.Home, TokenSetting, token);
        Say($"{identity.Handle} ({identity.Title}) is set up. Its token is in {file}, which only you can read.");
        if (identity.Link is { } link)
            Say($"Its link: {link}");
        if (host.Options.Of<ChannelsOptions>().For(Platforms.Telegram).Owners is { Count: > 0 } owners)
            Say($"Owner: {string.Join(", ", owners)}.");
        else
            await FindOwnerAsync(host, setup, identity, isTerminal, cancellationToken);
        Say(GatewayRecord.IsLocked(host.Options.Home) ? "Next, restart the gateway: lurkbot gateway stop, then lurkbot gateway start --daemon" : "Next, start the gateway: lurkbot gateway start --daemon");
    }

    /// <summary>The environment wins over <c>.env</c>: what is written there would have no effect.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="name">The setting.</param>
    /// <exception cref="CommandException">It is set in the environment.</exception>
    public static void RequireDotEnv(Host host, string name)
    {
        if (host.Configuration.Values.Any(value => value.Definition.Name == name && value.Source is "environment"))
            throw new CommandException(ExitCodes.Usage, $"{name} is set in the environment, which takes precedence over .env. Unset it first, or change it there.");
    }

    private static string? ProblemOf(string token) => TelegramSetup.IsToken(token) ? null : "This is not a bot token. A token looks like 123456789:AAExampleExampleExampleExample.";

    private static async Task<TelegramIdentity> IdentifyAsync(Host host, string token, CancellationToken cancellationToken)
    {
        using var setup = Platforms.SetUpTelegram(host, token);
        return await setup.IdentifyAsync(cancellationToken);
    }

    private static async Task FindOwnerAsync(Host host, TelegramSetup setup, TelegramIdentity identity, bool isTerminal, CancellationToken cancellationToken)
    {
        var runs = GatewayRecord.IsLocked(host.Options.Home);
        var book = new PairingBook(host.Options.Home, host.Time);
        var code = book.Invite(Platforms.Telegram).Code;
        if (isTerminal && !runs)
        {
            Say("");
            Say("Now tell LurkBot who you are. Open this link on your phone or computer, and press Start:");
            Say($"  {identity.StartLink(code) ?? "/start " + code}");
            if (await WaitAsync(setup, identity.Bot, code, cancellationToken) is { } person)
            {
                // The link has been used, by the owner or by a person who should not have it.
                book.Deny(code);
                if (await IsOwnerAsync(person))
                {
                    RequireDotEnv(host, OwnerSetting);
                    DotEnvFile.Set(host.Options.Home, OwnerSetting, person.Id);
                    Say($"Owner: {person.Name ?? "you"} ({person.Id}). Your direct chat with the bot is a main session.");
                    return;
                }

                code = book.Invite(Platforms.Telegram).Code;
            }
        }

        Say("");
        Say("No owner is set yet, so the bot treats you as a stranger. To set the owner:");
        Say(runs ? "  1. Restart the gateway, then open this link within an hour and press Start:" : "  1. Start the gateway, then open this link within an hour and press Start:");
        Say($"     {identity.StartLink(code) ?? "/start " + code}");
        Say("  2. Find your id: lurkbot pairing list");
        Say($"  3. Add {OwnerSetting}=ID to {Path.Combine(host.Options.Home, ".env")}, and restart the gateway.");
        Say("");
    }

    private static async Task<PlatformSender?> WaitAsync(TelegramSetup setup, TelegramBot bot, string code, CancellationToken cancellationToken)
    {
        Say($"Waiting up to {Patience.TotalMinutes:0} minutes. Ctrl-C skips this step.");
        try
        {
            var person = await setup.FindStartAsync(bot, code, Patience, cancellationToken);
            if (person is null)
                Say("No one pressed Start.");
            return person;
        }
        catch (LurkBotException e)
        {
            Say(e.Message);
            return null;
        }
        catch (OperationCanceledException)
        {
            Say("Skipped.");
            return null;
        }
    }

    private static async Task<bool> IsOwnerAsync(PlatformSender person)
    {
        try
        {
            return await SessionsCommand.ConfirmAsync($"{TerminalText.Sanitize(person.Name ?? "A person without a name", keepNewlines: false)} (id {person.Id}) pressed Start. Is this you, the owner", CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static void Say(string text) => Console.WriteLine(TerminalText.Sanitize(text, keepNewlines: false));
}
