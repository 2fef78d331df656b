using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Configuration;
using LurkBot.Doors;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot channels add slack</c>: prints the app's manifest, takes both tokens, tries them, writes them down, and asks who the owner is.</summary>
internal static class SlackAddition
{
    private const string BotSetting = "LURKBOT_SLACK__BOT_TOKEN", AppSetting = "LURKBOT_SLACK__APP_TOKEN", OwnerSetting = "LURKBOT_SLACK__OWNER";

    private const int MostIds = 3;

    /// <summary>Sets Slack up.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="fromInput">Whether the tokens come on standard input, a line each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task AddAsync(Host host, bool fromInput, CancellationToken cancellationToken)
    {
        var isTerminal = !fromInput && !Console.IsInputRedirected;
        if (!fromInput && !isTerminal)
        {
            Instruct();
            throw new CommandException(ExitCodes.Usage, "Two tokens are needed, but standard input is not a terminal. Pass --token-stdin to read them from there, a line each.");
        }

        ChannelsAddCommand.RequireDotEnv(host, BotSetting);
        ChannelsAddCommand.RequireDotEnv(host, AppSetting);
        if (isTerminal)
            Instruct();
        var tokens = new TokenPrompt(fromInput);
        var (bot, identity) = await tokens.AskAsync("bot token", SlackSetup.ProblemOfBot, given => IdentifyAsync(host, given, cancellationToken));
        var (app, _) = await tokens.AskAsync("app token", SlackSetup.ProblemOfApp, given => ConnectAsync(host, bot, given, cancellationToken));
        using var setup = Platforms.SetUpSlack(host, bot, app);
        DotEnvFile.Set(host.Options.Home, BotSetting, bot);
        var file = DotEnvFile.Set(host.Options.Home, AppSetting, app);
        Say($"{identity.Handle} in {identity.Workspace} is set up. Its tokens are in {file}, which only you can read.");
        foreach (var check in SlackChecks.Of(identity, host.Options.Of<ChannelsOptions>().For(Platforms.Slack)).Where(check => check.Status is Diagnostics.DoctorStatus.Fail))
            Say($"{check.Name}: {check.Detail}\n  {check.Mend}");
        if (host.Options.Of<ChannelsOptions>().For(Platforms.Slack).Owners is { Count: > 0 } owners)
            Say($"Owner: {string.Join(", ", owners)}.");
        else if (!isTerminal || !await AskOwnerAsync(host, setup, cancellationToken))
            Say($"No owner is set yet, so the bot treats you as a stranger. Add {OwnerSetting}=ID to {file}, with your member ID: in Slack your profile, the three dots, Copy member ID.");
        Say(GatewayRecord.IsLocked(host.Options.Home) ? "Next, restart the gateway: lurkbot gateway stop, then lurkbot gateway start --daemon" : "Next, start the gateway: lurkbot gateway start --daemon");
    }

    private static void Instruct()
    {
        Console.WriteLine("1. Open https://api.slack.com/apps?new_app=1, choose From a manifest and your workspace, paste this as JSON, and create the app:");
        Console.WriteLine();
        Console.WriteLine(SlackManifest.Text);
        Console.WriteLine();
        Console.WriteLine("2. Install App: Install to Workspace, and copy the Bot User OAuth Token (xoxb-...).");
        Console.WriteLine("3. Basic Information, App-Level Tokens: Generate Token and Scopes with the scope connections:write, and copy the token (xapp-...).");
        Console.WriteLine();
    }

    private static async Task<SlackIdentity> IdentifyAsync(Host host, string bot, CancellationToken cancellationToken)
    {
        using var setup = Platforms.SetUpSlack(host, bot, null);
        return await setup.IdentifyAsync(cancellationToken);
    }

    private static async Task<bool> ConnectAsync(Host host, string bot, string app, CancellationToken cancellationToken)
    {
        using var setup = Platforms.SetUpSlack(host, bot, app);
        await setup.RequireConnectionAsync(cancellationToken);
        return true;
    }

    /// <summary>Asks for the owner's id; one that is wrong is asked for again.</summary>
    private static async Task<bool> AskOwnerAsync(Host host, SlackSetup setup, CancellationToken cancellationToken)
    {
        for (var left = MostIds; left > 0; left--)
        {
            Console.Write("Your member ID (in Slack: your profile, the three dots, Copy member ID; Enter skips this): ");
            if (Console.In.ReadLine()?.Trim() is not { Length: > 0 } id)
                return false;
            var (person, problem) = await FindAsync(setup, id, cancellationToken);
            if (person is not null)
            {
                ChannelsAddCommand.RequireDotEnv(host, OwnerSetting);
                DotEnvFile.Set(host.Options.Home, OwnerSetting, person.Id);
                Say($"Owner: {person.Name ?? "you"} ({person.Id}). Your direct chat with the bot is a main session.");
                return true;
            }

            Say(left > 1 ? $"{problem} Try again." : problem!);
        }

        return false;
    }

    private static async Task<(PlatformSender? Person, string? Problem)> FindAsync(SlackSetup setup, string id, CancellationToken cancellationToken)
    {
        if (!SlackSetup.IsMemberId(id))
            return (null, "This is not a member ID: one looks like U012AB3CD.");
        try
        {
            return await setup.FindPersonAsync(id, cancellationToken) switch
            {
                { IsBot: false } person => (person, null),
                { IsBot: true } => (null, $"{id} is a bot, and not a person."),
                _ => (null, $"The workspace has no member with the ID {id}."),
            };
        }
        catch (LurkBotException e)
        {
            return (null, e.Message);
        }
    }

    private static void Say(string text) => Console.WriteLine(TerminalText.Sanitize(text));
}
