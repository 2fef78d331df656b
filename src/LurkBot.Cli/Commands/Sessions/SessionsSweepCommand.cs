using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Compaction;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions sweep</c>: moves sessions at rest along their life.</summary>
internal static class SessionsSweepCommand
{
    public static Command Create()
    {
        var dryRun = new FlagOption("--dry-run", "Only print what would be done.");
        var command = new Command("sweep", "Mark and compact idle sessions, archive old ones, empty the trash of what is older than 30 days.") { dryRun };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create();
            host.RequirePersistence("there is nothing to sweep.");
            var store = host.Store;
            var settings = host.Options.Sessions;
            var options = new SweepOptions { Timeout = settings.Timeout, ArchiveAfter = settings.ArchiveAfter, MaximumDisk = settings.MaximumDisk };
            var sweeper = new SessionSweeper(store, options, host.Time);
            var problems = (await store.ListAsync(cancellationToken)).Problems.ToList();
            var plan = await sweeper.PlanAsync(cancellationToken);
            if (await CompactAsync(host, plan, dryRun.In(result), problems, cancellationToken))
                plan = await sweeper.PlanAsync(cancellationToken);
            foreach (var step in plan)
            {
                try
                {
                    if (dryRun.In(result) || await sweeper.RunAsync(step, cancellationToken))
                        Console.WriteLine($"{TerminalText.Sanitize(step.Key.ToString())}: {step.State.ToText()} ({step.Reason})");
                    else
                        Console.Error.WriteLine($"{TerminalText.Sanitize(step.Key.ToString())} is in use; the next sweep will see to it.");
                }
                catch (LurkBotException e)
                {
                    // One session that cannot be moved does not keep the others.
                    problems.Add(e.Message);
                }
            }

            var purged = await store.PurgeTrashAsync(options.TrashAge, dryRun.In(result), cancellationToken);
            foreach (var name in purged)
                Console.WriteLine($"purged {TerminalText.Sanitize(name)}");
            if (plan.Count + purged.Count == 0)
                Console.WriteLine("Nothing to do.");
            foreach (var problem in problems)
                Console.Error.WriteLine("lurkbot: not swept: " + TerminalText.Sanitize(problem));
            return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    /// <summary>Makes small what is worth it of the sessions that become compacted.</summary>
    /// <returns>Whether something was appended to a session.</returns>
    private static async Task<bool> CompactAsync(Host host, IReadOnlyList<SweepStep> plan, bool dryRun, List<string> problems, CancellationToken cancellationToken)
    {
        var any = false;
        foreach (var step in plan.Where(step => step.State == SessionState.Compacted))
        {
            try
            {
                await using var session = await SessionOperations.OpenAsync(host.Services, step.Key, stream: true, cancellationToken);
                if (await session.PlanIdleAsync(cancellationToken) is not { } range)
                    continue;
                Console.WriteLine($"{TerminalText.Sanitize(step.Key.ToString())}: compaction of entries {range} ({step.Reason})");
                if (dryRun)
                    continue;
                var done = await session.CompactIdleAsync(cancellationToken);
                any |= done.Entry is not null || done.Outcome == CompactionOutcome.Failed;
                if (done.Outcome == CompactionOutcome.Failed)
                    problems.Add($"{step.Key} was not compacted: {done.Problem}");
            }
            catch (LurkBotException e)
            {
                problems.Add(e.Message);
            }
        }

        return any;
    }
}
