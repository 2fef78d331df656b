using System.CommandLine;
using System.Globalization;
using LurkBot.Access;
using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot people</c>: which accounts on several platforms are one person. Both sides agree (RULES SE2).</summary>
internal static class PeopleCommand
{
    public static Command Create() => new("people", "Decide which accounts on several platforms are one person.") { List(), Link(), Unlink() };

    private static Command List()
    {
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("list", "List the accounts that are one person, and the links that wait for the other side.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Open();
            var state = host.Services.People.Read();
            if (json.In(result))
            {
                JsonOutput.Write(new PeopleListJson(state.Links, [.. state.Waiting.Select(code => new WaitingLinkJson(code.First, code.Second, code.ExpiresAt.UtcDateTime))]), ReportJson.Default.PeopleListJson);
                return ExitCodes.Success;
            }

            var names = await NamesAsync(host, cancellationToken);
            string Named(string account) => PersonId.TryParse(account) is { } person ? names.Tell(person) : account;
            foreach (var link in state.Links)
                Say(string.Join(" = ", link.Select(Named)));
            foreach (var code in state.Waiting)
                Say(string.Create(CultureInfo.InvariantCulture, $"{Named(code.First)} waits for {(code.Second is { } other ? Named(other) : "its other account")} (until {code.ExpiresAt.LocalDateTime:HH:mm})"));
            if (state.Links.Count + state.Waiting.Count == 0)
                Say("No accounts are linked. People link their own accounts in a direct chat with /link; to link one with you: lurkbot people link CHANNEL:ID");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Link()
    {
        var (account, yes, json) = (Account(), new FlagOption("--yes", "Do not ask.", "-y"), new FlagOption("--json", "Print a JSON object."));
        var command = new Command("link", "Make an account one person with you. Its person must agree in their direct chat; trust does not change.") { account, yes, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Open();
            var second = Parse(result.GetValue(account)!);
            if (host.Options.Of<ChannelsOptions>().For(second.Channel).Owners.Contains(second.Account, StringComparer.Ordinal))
                throw new CommandException(ExitCodes.Usage, $"{second} is yours already: LURKBOT_{ChannelEnvironmentName.For(second.Channel)}__OWNER names it.");
            if (host.Services.People.PersonOf(second) == PersonId.Owner)
                throw new CommandException(ExitCodes.Usage, $"{second} is linked with you already. To end it: lurkbot people unlink {second}");
            var sees = host.Options.Access.Of(SessionType.Dm) < Visibility.Person ? "It sees nothing of your sessions (LURKBOT_VISIBILITY_DM)." : "From it can be read what is said in your own direct chats and terminal sessions in which you are the only one.";
            Console.Error.WriteLine(TerminalText.Sanitize($"{(await NamesAsync(host, cancellationToken)).Tell(second)} and you become one person. {sees} You can read what is said in its direct chat. Budgets count both as one, and an erasure covers both. Its trust and its session's type stay as they are."));
            if (!yes.In(result) && !await SessionsCommand.ConfirmAsync($"Offer the link to {second}", cancellationToken))
                return ExitCodes.Failure;
            var offer = host.Services.People.Offer(PersonId.Owner, second) ?? throw new CommandException(ExitCodes.Failure, "Too many links wait. They end after an hour.");
            if (json.In(result))
                JsonOutput.Write(new LinkOfferJson(second.ToString(), offer.Code, offer.ExpiresAt.UtcDateTime), ReportJson.Default.LinkOfferJson);
            else
                Say($"Now {second} must agree, within an hour: it sends this to the bot in its direct chat:\n  /link {offer.Code}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Unlink()
    {
        var account = Account();
        var command = new Command("unlink", "End that an account is one person with others.") { account };
        command.SetAction(result =>
        {
            var host = Open();
            var who = Parse(result.GetValue(account)!);
            var isLinked = host.Services.People.Read().Links.Any(link => link.Contains(who.ToString(), StringComparer.Ordinal));
            if (!host.Services.People.Unlink(who))
                throw new CommandException(ExitCodes.NotFound, $"{who} is not linked. To see who is, run: lurkbot people list");
            Say(isLinked ? $"{who} is on its own again. What was said stays where it was said." : $"{who} was not linked yet. The offer that waited is withdrawn.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Argument<string> Account() => new("CHANNEL:ID") { HelpName = "CHANNEL:ID", Description = "The account, such as telegram:4711; never a name." };

    private static PersonId Parse(string text)
    {
        if (PersonId.TryParse(text) is not { IsOwner: false } account)
            throw new CommandException(ExitCodes.Usage, $"Give the channel and the id with a colon between them, such as telegram:4711, not '{text}'.");
        return account with { Channel = ChannelsCommand.Named(account.Channel) };
    }

    private static async Task<PersonNames> NamesAsync(Host host, CancellationToken cancellationToken) =>
        new(await new OutboxPosts(host).ListAsync(cancellationToken), new PairingBook(host.Options.Home, host.Time).Read().People);

    private static Host Open()
    {
        var host = Host.Create(Warnings.Write);
        host.RequirePersistence("links are kept in the gateway's memory.");
        Interop.HomeFolder.Create(host.Options.Home);
        return host;
    }

    private static void Say(string text) => Console.WriteLine(TerminalText.Sanitize(text));
}
