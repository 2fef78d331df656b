using System.CommandLine;
using LurkBot.Access;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Facts;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot memory</c>: the facts that are remembered of people and groups.</summary>
internal static class MemoryCommand
{
    private static readonly SessionChange Change = new("owner", "lurkbot memory");

    private static readonly Sender Me = new("owner", Environment.UserName, Trust.Full);

    public static Command Create() => new("memory", "See and change the facts that are remembered of you, of others and of groups.")
    {
        List(),
        One("add", "TEXT", "Remember a fact.", AddAsync),
        Edit(),
        One("accept", "ID", "Remember what a model proposed.", static async (memory, scope, id, cancellationToken) => await memory.AcceptAsync(scope, id, Change, cancellationToken)),
        One("forget", "ID", "Forget a fact. Its words stay on disk until they are erased.", static async (memory, scope, id, cancellationToken) => await memory.ForgetAsync(scope, id, Change, cancellationToken)),
        Export(),
        MemoryEraseCommand.Create(),
    };

    /// <summary>The option that says whose facts are meant.</summary>
    public static Option<string?> Whose() => new("--of") { HelpName = "WHO", Description = "A person's account such as telegram:4711, or a group's session; else you." };

    /// <summary>Finds what is remembered of someone.</summary>
    /// <param name="who">Whose, as the option has it.</param>
    public static (Host Host, FactMemory Memory, FactScope Scope) Open(string? who)
    {
        var host = Host.Create(Warnings.Write);
        host.RequirePersistence("nothing is remembered.");
        // What was remembered can be seen and erased, also where nothing is any more.
        var memory = host.Services.Facts ?? new FactMemory(host.Store, host.Services.Access, host.Time);
        if (who is null)
            return (host, memory, memory.ScopeOf(PersonId.Owner));
        if (SessionKey.TryParse(who, out var group, out _) && group.Type is SessionType.Group or SessionType.Topic)
            return (host, memory, FactScope.Of(group!));
        return PersonId.TryParse(who) is { } person
            ? (host, memory, memory.ScopeOf(person))
            : throw new CommandException(ExitCodes.Usage, $"'{who}' is neither an account, such as telegram:4711, nor a group's session, such as telegram:-100123:group. To see the sessions, run: lurkbot sessions list");
    }

    private static Command List()
    {
        var (of, json) = (Whose(), new FlagOption("--json", "Print a JSON object."));
        var command = new Command("list", "List what is remembered, and what is proposed.") { of, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, memory, scope) = Open(result.GetValue(of));
            var facts = await memory.ReadAsync(scope, cancellationToken);
            if (json.In(result))
            {
                JsonOutput.Write(new MemoryJson(scope.Owner, [.. facts.Select(FactJson.Of)]), ReportJson.Default.MemoryJson);
                return ExitCodes.Success;
            }

            foreach (var fact in facts)
                Say(fact.ToLine());
            if (facts.Count == 0)
                Say($"Nothing is remembered of {scope.Owner}. To remember something, run: lurkbot memory add \"I prefer short answers\"");
            if (facts.Any(fact => fact.IsProposed))
                Say("To remember what is proposed, run: lurkbot memory accept ID");
            if (host.Options.Context.Facts is FactsMode.Off)
                Say("LURKBOT_FACTS is off, so no model sees this.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Edit()
    {
        var id = new Argument<string>("ID") { HelpName = "ID", Description = "As lurkbot memory list shows it." };
        var text = new Argument<string>("TEXT") { HelpName = "TEXT", Description = "The fact in other words." };
        var (of, json) = (Whose(), new FlagOption("--json", "Print a JSON object."));
        var command = new Command("edit", "Say a fact in other words.") { id, text, of, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (_, memory, scope) = Open(result.GetValue(of));
            Tell("edit", await memory.EditAsync(scope, result.GetValue(id)!, result.GetValue(text)!, Me, Change, cancellationToken), json.In(result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command One(string name, string argument, string description, Func<FactMemory, FactScope, string, CancellationToken, Task<KnownFact>> change)
    {
        var what = new Argument<string>(argument) { HelpName = argument, Description = argument is "ID" ? "As lurkbot memory list shows it." : "One sentence." };
        var (of, json) = (Whose(), new FlagOption("--json", "Print a JSON object."));
        var command = new Command(name, description) { what, of, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (_, memory, scope) = Open(result.GetValue(of));
            Tell(name, await change(memory, scope, result.GetValue(what)!, cancellationToken), json.In(result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Export()
    {
        var (of, json) = (Whose(), new FlagOption("--json", "Print a JSON object, with what each fact is drawn from."));
        var command = new Command("export", "Print what is remembered as Markdown, one point for each fact.") { of, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (_, memory, scope) = Open(result.GetValue(of));
            var facts = (await memory.ReadAsync(scope, cancellationToken)).Where(fact => !fact.IsProposed).ToList();
            if (json.In(result))
                JsonOutput.Write(new MemoryJson(scope.Owner, [.. facts.Select(FactJson.Of)]), ReportJson.Default.MemoryJson);
            foreach (var fact in json.In(result) ? [] : facts)
                Say($"- {fact.Text}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<KnownFact> AddAsync(FactMemory memory, FactScope scope, string text, CancellationToken cancellationToken) =>
        (await memory.AddAsync(scope, new FactEntry { Content = text, Sender = Me, Actor = Change.Actor, Reason = Change.Reason }, cancellationToken)).Fact;

    private static void Tell(string name, KnownFact fact, bool json)
    {
        if (json)
            JsonOutput.Write(FactJson.Of(fact), ReportJson.Default.FactJson);
        else
            Say(name is "forget" ? $"Forgotten: {fact.Text}" : $"Remembered: {fact.ToLine()}");
    }

    private static void Say(string text) => Console.WriteLine(TerminalText.Sanitize(text));
}
