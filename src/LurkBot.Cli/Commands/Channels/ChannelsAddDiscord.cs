using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Configuration;
using LurkBot.Doors;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot channels add discord</c>: takes the token, tries it, writes it down, says where to add the bot, and asks whether the owner of the application is the owner.</summary>
internal static class ChannelsAddDiscord
{
    private const string TokenSetting = "LURKBOT_DISCORD__BOT_TOKEN", OwnerSetting = "LURKBOT_DISCORD__OWNER";

    /// <summary>Sets Discord up.</summary>
    /// <param name="host">The settings.</param>
    /// <param name="fromInput">Whether the token comes from standard input, and nothing is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task AddAsync(Host host, bool fromInput, CancellationToken cancellationToken)
    {
        var isTerminal = !fromInput && !Console.IsInputRedirected;
        if (!fromInput && !isTerminal)
            throw new CommandException(ExitCodes.Usage, "A token is needed, but standard input is not a terminal. Pass --token-stdin to read it from there.");
        ChannelsAddCommand.RequireDotEnv(host, TokenSetting);
        if (isTerminal)
        {
            Say("On https://discord.com/developers/applications press New Application and give it a name. Then choose Bot:");
            Say("  1. Under Privileged Gateway Intents turn on Message Content Intent, and save.");
            Say("  2. Press Reset Token, and copy the token that it shows.");
        }

        var (given, identity) = await new TokenPrompt(fromInput).AskAsync("token", text => DiscordSetup.ProblemOf(Bare(text)), text => IdentifyAsync(host, Bare(text), cancellationToken));
        var token = Bare(given);
        var file = DotEnvFile.Set(host.Options.Home, TokenSetting, token);
        Say($"{identity.Handle} ({identity.Title}) is set up. Its token is in {file}, which only you can read.");
        await SetOwnerAsync(host, identity, isTerminal);
        if (!identity.Self.ReadsContent)
            Say($"{DiscordChecks.IntentPath}. Until then the bot reads only messages that mention it, and direct messages.");
        if (identity.SendsElsewhere)
            Say($"An Interactions Endpoint URL is set: commands and buttons do not come to LurkBot. Empty it on {identity.Portal}/information.");
        Say("To add the bot to a server, open this link, choose the server, and press Authorize:");
        Say($"  {identity.InviteLink}");
        Say("For direct messages, open the bot's profile in that server, and write to it.");
        Say(GatewayRecord.IsLocked(host.Options.Home) ? "Next, restart the gateway: lurkbot gateway stop, then lurkbot gateway start --daemon" : "Next, start the gateway: lurkbot gateway start --daemon");
    }

    /// <summary>A token without what the API's documentation shows before it.</summary>
    private static string Bare(string text) => text.StartsWith("Bot ", StringComparison.OrdinalIgnoreCase) ? text[4..].Trim() : text;

    private static async Task<DiscordIdentity> IdentifyAsync(Host host, string token, CancellationToken cancellationToken)
    {
        using var setup = Platforms.SetUpDiscord(host, token);
        return await setup.IdentifyAsync(cancellationToken);
    }

    private static async Task SetOwnerAsync(Host host, DiscordIdentity identity, bool isTerminal)
    {
        if (host.Options.Of<ChannelsOptions>().For(Platforms.Discord).Owners is { Count: > 0 } owners)
        {
            Say($"Owner: {string.Join(", ", owners)}.");
            return;
        }

        if (isTerminal && identity.OwnerId is { } id && await IsOwnerAsync(identity, id))
        {
            ChannelsAddCommand.RequireDotEnv(host, OwnerSetting);
            DotEnvFile.Set(host.Options.Home, OwnerSetting, id.ToString());
            Say($"Owner: {identity.OwnerName ?? "you"} ({id}). Your direct chat with the bot is a main session.");
            return;
        }

        Say("No owner is set yet, so the bot treats you as a stranger. To set the owner:");
        Say("  1. Find your id: in Discord turn on User Settings, Advanced, Developer Mode; then right-click your name and choose Copy User ID.");
        Say($"  2. Add {OwnerSetting}=ID to {Path.Combine(host.Options.Home, ".env")}.{(identity.OwnerId is { } owner ? $" The application belongs to {identity.OwnerName ?? "a person"} ({owner})." : "")}");
    }

    private static async Task<bool> IsOwnerAsync(DiscordIdentity identity, Snowflake id)
    {
        try
        {
            return await SessionsCommand.ConfirmAsync($"The application belongs to {identity.OwnerName ?? "a person"} (id {id}). Is this you, the owner", CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static void Say(string text) => Console.WriteLine(TerminalText.Sanitize(text, keepNewlines: false));
}
