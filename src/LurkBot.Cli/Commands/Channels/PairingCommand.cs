using System.CommandLine;
using System.Globalization;
using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot pairing</c>: who else may write to the assistant in direct chats. It works with and without a running gateway.</summary>
internal static class PairingCommand
{
    public static Command Create() => new("pairing", "Decide who else may write to the assistant in direct chats.") { List(), Approve(), Deny(), Invite(), Remove(), Clear() };

    private static Command List()
    {
        var json = Json();
        return With(new("list", "List the people who were let in, and the codes that wait.") { json }, (_, book, host, asJson) =>
        {
            var state = book.Read();
            if (asJson)
                JsonOutput.Write(new PairingListJson([.. state.People.Select(Of)], [.. state.Waiting.Select(code => Of(code, null))]), ReportJson.Default.PairingListJson);
            else
                Write(state, host);
        }, json);
    }

    private static Command Approve()
    {
        var (code, json) = (Code(), Json());
        var command = new Command("approve", "Let in the person to whom the bot gave a code.") { code, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, book) = Open();
            var text = result.GetValue(code)!;
            if (book.Approve(text) is not { } person)
                throw new CommandException(ExitCodes.NotFound, $"No stranger waits with the code {text}. Codes end after an hour. To see those that wait, run: lurkbot pairing list");
            await TellAsync(host, person, cancellationToken);
            if (json.In(result))
                JsonOutput.Write(Of(person), ReportJson.Default.PairedPersonJson);
            else
                Say($"{Who(person.Name, person.Channel, person.Sender)} can write to the assistant now.");
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Tells a person in their chat that they were let in, where a gateway sends it.</summary>
    private static async Task TellAsync(Host host, PairedPerson person, CancellationToken cancellationToken)
    {
        if (!GatewayRecord.IsLocked(host.Options.Home))
            return;
        try
        {
            await using var ledger = SqliteDeliveryLedger.OpenExisting(host.Options.Home, host.Time);
            var chat = new DeliveryTarget(person.Channel, person.Account, person.Sender, null);
            if (ledger is not null)
                await ledger.AddAsync([new OutboundRecord($"paired:{chat.Address.Text}:{person.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}", 1, OutboundKind.Notice, chat.Address.Text, "You can write to me now.", host.Time.GetUtcNow())], cancellationToken);
        }
        catch (LurkBotException e)
        {
            Warnings.Write($"They were let in, but cannot be told. {e.Message}");
        }
    }

    private static Command Deny()
    {
        var (code, json) = (Code(), Json());
        return With(new("deny", "End a code: a stranger's, or an invitation's.") { code, json }, (result, book, _, asJson) =>
        {
            var text = result.GetValue(code)!;
            if (book.Deny(text) is not { } denied)
                throw new CommandException(ExitCodes.NotFound, $"The code {text} does not wait. Codes end after an hour. To see those that wait, run: lurkbot pairing list");
            if (asJson)
                JsonOutput.Write(Of(denied, null), ReportJson.Default.PairingCodeJson);
            else
                Say(denied.Sender is { } sender ? $"{Who(denied.Name, denied.Channel, sender)} stays out. They are not told." : "The invitation has ended.");
        }, json);
    }

    private static Command Invite()
    {
        var (channel, json) = (ChannelsCommand.ChannelArgument(isNeeded: true), Json());
        var command = new Command("invite", "Make a link, or on Discord and Slack a code, with which one person can begin to write, within an hour.") { channel, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var name = ChannelsCommand.Named(result.GetValue(channel)!);
            var (host, book) = Open();
            if (host.Options.Of<ChannelsOptions>().For(name).BotToken is null)
                throw new CommandException(ExitCodes.Usage, $"There is no bot to write to yet. To set one up, run: lurkbot channels add {name}");
            var (identity, problem) = name == Platforms.Telegram ? await IdentifyAsync(host, cancellationToken) : default;
            var made = book.Invite(name);
            var link = identity?.StartLink(made.Code);
            if (json.In(result))
            {
                JsonOutput.Write(Of(made, link), ReportJson.Default.PairingCodeJson);
                return ExitCodes.Success;
            }

            if (problem is not null)
                Warnings.Write(problem);
            Say(Invitation(name, made.Code, link));
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>How one person uses an invitation; each platform has its own way.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="code">The code.</param>
    /// <param name="link">The link, where the platform has links and the bot's name is known.</param>
    public static string Invitation(string channel, string code, string? link) => channel switch
    {
        Platforms.Slack => $"The code is {code}. It works once, within an hour. One person can begin with it, in Slack:\n  /lurkbot start {code}",
        Platforms.Discord => $"The code is {code}. It works once, within an hour. One person can begin with it, in a direct message to the bot:\n  /start {code}",
        _ when link is not null => $"Send this link to one person. It works once, within an hour:\n  {link}",
        _ => $"The code is {code}. It works once, within an hour. The link, with your bot's name instead of BOT:\n  https://t.me/BOT?start={code}",
    };

    private static Command Remove()
    {
        var (person, json) = (new Argument<string>("CHANNEL:ID") { HelpName = "CHANNEL:ID", Description = "The person, such as telegram:4711." }, Json());
        return With(new("remove", "Take the right to write from a person.") { person, json }, (result, book, host, asJson) =>
        {
            var text = result.GetValue(person)!;
            if (text.Split(':') is not [{ Length: > 0 } channel, { Length: > 0 } id])
                throw new CommandException(ExitCodes.Usage, $"Give the channel and the id with a colon between them, such as telegram:4711, not '{text}'.");
            channel = ChannelsCommand.Named(channel);
            var stillIn = SettingOf(host, channel, id);
            if (book.Remove(channel, id) == 0)
            {
                throw new CommandException(ExitCodes.NotFound, stillIn is not null ? $"{channel}:{id} is let in by {stillIn}, not by pairing. Remove the id there, and restart the gateway."
                    : $"{channel}:{id} is not paired. To see who is, run: lurkbot pairing list");
            }

            if (asJson)
                JsonOutput.Write(new PairingRemovedJson(channel, id, stillIn), ReportJson.Default.PairingRemovedJson);
            else
                Say($"{channel}:{id} is removed. Their session is kept." + (stillIn is null ? "" : $" They can still write: {stillIn} names them."));
        }, json);
    }

    private static Command Clear()
    {
        var json = Json();
        return With(new("clear", "End all codes that wait. People who were let in stay.") { json }, (_, book, _, asJson) =>
        {
            var ended = book.Clear();
            if (asJson)
                JsonOutput.Write(new PairingEndedJson(ended), ReportJson.Default.PairingEndedJson);
            else
                Say(ended == 0 ? "No codes wait." : $"Ended {Plural.Of(ended, "code")}. People who were let in stay.");
        }, json);
    }

    private static Command With(Command command, Action<ParseResult, PairingBook, Host, bool> run, FlagOption json)
    {
        command.SetAction(result =>
        {
            var (host, book) = Open();
            run(result, book, host, json.In(result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static (Host Host, PairingBook Book) Open()
    {
        var host = Host.Create(Warnings.Write);
        host.RequirePersistence("the gateway keeps pairing in its memory.");
        Interop.HomeFolder.Create(host.Options.Home);
        return (host, new PairingBook(host.Options.Home, host.Time));
    }

    private static FlagOption Json() => new("--json", "Print a JSON object.");

    private static Argument<string> Code() => new("CODE") { HelpName = "CODE", Description = "The code; letter case does not matter." };

    private static async Task<(TelegramIdentity? Identity, string? Problem)> IdentifyAsync(Host host, CancellationToken cancellationToken)
    {
        if (host.Options.Of<ChannelsOptions>().For(Platforms.Telegram).BotToken is not { } token)
            return (null, "Telegram is not set up. To set it up, run: lurkbot channels add telegram");
        using var setup = Platforms.SetUpTelegram(host, token);
        try
        {
            return (await setup.IdentifyAsync(cancellationToken), null);
        }
        catch (LurkBotException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>The setting that lets a person in, whatever the book says.</summary>
    private static string? SettingOf(Host host, string channel, string id)
    {
        var (options, scope) = (host.Options.Of<ChannelsOptions>().For(channel), ChannelEnvironmentName.For(channel));
        return options.Owners.Contains(id, StringComparer.Ordinal) ? $"LURKBOT_{scope}__OWNER" : options.Allowlist.Contains(id, StringComparer.Ordinal) ? $"LURKBOT_{scope}__ALLOWLIST" : null;
    }

    private static void Write(PairingState state, Host host)
    {
        var now = host.Time.GetUtcNow();
        if (state.People.Count == 0 && state.Waiting.Count == 0)
            Say($"No one is paired, and no codes are waiting. {InvitationHint([.. Platforms.Names.Where(name => host.Options.Of<ChannelsOptions>().For(name).BotToken is not null)])}");
        Table("Let in:", ["who", "channel", "id", "since"], state.People.Select(person => (string[])[person.Name ?? "(no name)", person.Channel, person.Sender, person.At.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)]));
        Table("Waiting:", ["code", "who", "channel", "id", "ends in"], state.Waiting.Select(code => (string[])[code.Code, code.Sender is null ? "(an invitation)" : code.Name ?? "(no name)", code.Channel, code.Sender ?? "", string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling((code.ExpiresAt - now).TotalMinutes):0} min")]));
    }

    /// <summary>How a person is invited where these platforms are set up.</summary>
    /// <param name="platforms">Their names.</param>
    public static string InvitationHint(IReadOnlyList<string> platforms) => platforms.Count == 0
        ? $"To set up a channel first, run: lurkbot channels add CHANNEL ({string.Join(", ", Platforms.Names)})"
        : $"To invite a person, run: {string.Join(", or ", platforms.Select(name => $"lurkbot pairing invite {name}"))}";

    private static void Table(string title, string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.Prepend(columns).ToList();
        if (all.Count == 1)
            return;
        Say(title);
        foreach (var line in TextTable.Of(all))
            Console.WriteLine(line);
    }

    private static string Who(string? name, string channel, string id) => name is null ? $"{channel}:{id}" : $"{name} ({channel}:{id})";

    private static PairedPersonJson Of(PairedPerson person) => new(person.Channel, person.Account, person.Sender, person.Name, person.At.UtcDateTime);

    private static PairingCodeJson Of(PairingCode code, string? link) => new(code.Code, code.Channel, code.Sender, code.Name, code.ExpiresAt.UtcDateTime, link);

    private static void Say(string text) => Console.WriteLine(TerminalText.Sanitize(text));
}
