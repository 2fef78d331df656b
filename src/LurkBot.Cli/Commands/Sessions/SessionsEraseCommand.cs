using System.CommandLine;
using System.Globalization;
using LurkBot.Access;
using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Cli.Terminal;
using LurkBot.Commands;
using LurkBot.Erasure;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions erase</c>: destroys a session, an entry, or all that a person said, and shows that it is gone.</summary>
internal static class SessionsEraseCommand
{
    public static Command Create()
    {
        var what = new Argument<string?>("KEY[#ID]") { HelpName = "KEY[#ID]", Description = "A session, or one entry of it.", Arity = ArgumentArity.ZeroOrOne };
        what.CompletionSources.Add(SessionsCommand.CompleteKeys);
        var person = new Option<string?>("--person") { Description = "All that a person said, by their id on their platform; CHANNEL:ID where several platforms have the id." };
        var dryRun = new FlagOption("--dry-run", "Only print what would be erased.");
        var yes = new FlagOption("--yes", "Do not ask.", "-y");
        var json = new FlagOption("--json", "Print the report as JSON.");
        var everywhere = new FlagOption("--everywhere", "Also erase the same entries in the session's forks and originals.");
        var command = new Command("erase", "Destroy a session, an entry or all that a person said, wherever it is kept. There is no way back.") { what, person, everywhere, dryRun, yes, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            host.RequirePersistence("there is nothing on disk.");
            var targets = Linked(host, await TargetOfAsync(host, result.GetValue(what), result.GetValue(person), cancellationToken));
            var flags = new Flags(dryRun.In(result), yes.In(result), json.In(result), everywhere.In(result), IsOneOfSeveral: targets.Count > 1);
            var code = ExitCodes.Success;
            foreach (var target in targets)
                code = Math.Max(code, await EraseAsync(host, target, flags, cancellationToken));
            return code;
        });
        return command;
    }

    /// <summary>Erases what is meant, as the flags say.</summary>
    public static async Task<int> EraseAsync(Host host, ErasureTarget target, Flags flags, CancellationToken cancellationToken)
    {
        var erasure = host.CreateErasure();
        var plan = await erasure.PlanAsync(target, new SessionChange("owner", "lurkbot sessions erase"), cancellationToken);
        // Someone who never said anything may still be paired, or wait for it.
        var isPaired = target.Person is { } id && new PairingBook(host.Options.Home, host.Time).Count(id, target.Channel) > 0;
        if (plan.Steps.Count == 0 && !isPaired && flags.IsOneOfSeveral)
            return ExitCodes.Success;
        if (plan.Steps.Count == 0 && plan.ErasedAt is { } at)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lurkbot: {target} was erased on {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC, and nothing is known that came from it and is still there."));
            return ExitCodes.Success;
        }

        if (plan.Steps.Count == 0 && !isPaired)
            throw new CommandException(ExitCodes.NotFound, $"There is nothing to erase: {target} is not there.{string.Concat(plan.Unreadable.Select(problem => Environment.NewLine + problem))}");
        var progress = new ProgressLine(host.Time, "files searched for what was erased");
        if (flags.DryRun || !flags.Yes)
        {
            var forecast = await erasure.ForeseeAsync(plan, progress.Report, cancellationToken);
            progress.Clear();
            if (flags is { DryRun: true, Json: true })
                JsonOutput.Write(new ErasurePlanJson(plan.Target.ToString(), forecast.Erased, ErasedEntryJson.Of(plan), FoundElsewhereJson.Of(forecast.Elsewhere), forecast.Left, plan.Unreadable), ReportJson.Default.ErasurePlanJson);
            else
                ErasureOutput.WriteText(flags.DryRun ? Console.Out : Console.Error, forecast, plan.Unreadable);
        }

        if (flags is { DryRun: true, Json: false, Everywhere: false } && plan.Others.Count > 0)
            Console.WriteLine("Without --everywhere nothing is erased: a fork shares the same entries.");
        if (flags.DryRun)
            return ExitCodes.Success;
        if (!flags.Everywhere && plan.Others is { Count: > 0 } others)
            throw new CommandException(ExitCodes.Usage, RefusalOf(target, others));
        if (!flags.Yes && !await SessionsCommand.ConfirmAsync($"Erase {target} for good", cancellationToken))
            return ExitCodes.Failure;
        var report = await erasure.RunAsync(plan, progress.Report, cancellationToken);
        progress.Clear();
        if (flags.Json)
            JsonOutput.Write(ErasureJson.Of(report), ReportJson.Default.ErasureJson);
        else
            ErasureOutput.WriteText(report);
        return report.IsClean ? ExitCodes.Success : ExitCodes.Failure;
    }

    /// <summary>A person's linked accounts are one person: what is erased of one is erased of all, but for the owner's own.</summary>
    private static IReadOnlyList<ErasureTarget> Linked(Host host, ErasureTarget target)
    {
        if (target is not { Person: { } person, Channel: { } channel } || host.Services.People.AccountsOf(new PersonId(channel, person)) is not { Count: > 1 } accounts)
            return [target];
        Warnings.Write($"{channel}:{person} is linked: this is about {string.Join(" and ", accounts.Where(account => !account.IsOwner))}{(accounts.Contains(PersonId.Owner) ? "; what you said yourself is kept" : "")}.");
        return [.. accounts.Where(account => !account.IsOwner).Select(account => ErasureTarget.OfPerson(account.Account, account.Channel))];
    }

    /// <summary>What other sessions would lose, and the command that erases it all the same.</summary>
    private static string RefusalOf(ErasureTarget target, IReadOnlyList<ErasureStep> others)
    {
        var name = target.EntryId is { } id ? string.Create(CultureInfo.InvariantCulture, $"{target.Session}#{id}") : target.Session!.ToString();
        return $"Nothing was erased: a fork shares the same entries. Erasing {target} also takes from other sessions:"
            + string.Concat(others.Select(step => $"{Environment.NewLine}  {step}"))
            + $"{Environment.NewLine}To erase it in all of them: lurkbot sessions erase {ShellWord.Quote(name)} --everywhere";
    }

    private static async Task<ErasureTarget> TargetOfAsync(Host host, string? what, string? person, CancellationToken cancellationToken)
    {
        if (what is null == person is null)
            throw new CommandException(ExitCodes.Usage, "Name a session, an entry (KEY#ID), or a person (--person ID).");
        if (person is not null)
        {
            var colon = person.IndexOf(':', StringComparison.Ordinal);
            return colon > 0 ? ErasureTarget.OfPerson(person[(colon + 1)..], person[..colon]) : ErasureTarget.OfPerson(person, null);
        }

        var hash = what!.LastIndexOf('#');
        // A chat id may have a # of its own, and a damaged session is known by its whole key only.
        if (SessionKey.TryParse(what, out var whole, out _))
            return ErasureTarget.OfSession(whole);
        return hash > 0 && long.TryParse(what.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? ErasureTarget.OfEntry(await host.KeyOfAsync(what[..hash], cancellationToken), id)
            : ErasureTarget.OfSession(await host.FindAsync(what, cancellationToken));
    }

    /// <summary>How it is erased.</summary>
    public sealed record Flags(bool DryRun, bool Yes, bool Json, bool Everywhere, bool IsOneOfSeveral);
}
