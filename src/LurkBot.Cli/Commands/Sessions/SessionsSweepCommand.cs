using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions sweep</c>: moves sessions at rest along their life.</summary>
internal static class SessionsSweepCommand
{
    public static Command Create()
    {
        var dryRun = new FlagOption("--dry-run", "Only print what would be done.");
        var json = new FlagOption("--json", "Print a JSON object when it is done.");
        var command = new Command("sweep", "Mark and compact idle sessions, archive old ones, empty the trash of what is older than 30 days.") { dryRun, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            host.RequirePersistence("there is nothing to sweep.");
            var records = new List<SweepRecord>();
            await foreach (var record in new SweepRunner(host.Services).RunAsync(dryRun.In(result), cancellationToken))
            {
                records.Add(record);
                if (!json.In(result))
                    Write(record);
            }

            if (json.In(result))
                JsonOutput.Write(SweepJson.Of(dryRun.In(result), records), ReportJson.Default.SweepJson);
            else if (records.TrueForAll(record => record is SweepRecord.Problem { Key: null }))
                Console.WriteLine("Nothing to do.");
            var problems = records.OfType<SweepRecord.Problem>().ToList();
            foreach (var problem in problems)
                Console.Error.WriteLine("lurkbot: not swept: " + TerminalText.Sanitize(problem.Message));
            return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static void Write(SweepRecord record)
    {
        switch (record)
        {
            case SweepRecord.Compaction compaction:
                Console.WriteLine($"{TerminalText.Sanitize(compaction.Key.ToString())}: compaction of entries {compaction.Range} ({compaction.Reason})");
                break;
            case SweepRecord.Move move:
                Console.WriteLine($"{TerminalText.Sanitize(move.Key.ToString())}: {move.State.ToText()} ({move.Reason})");
                break;
            case SweepRecord.InUse inUse:
                Console.Error.WriteLine($"{TerminalText.Sanitize(inUse.Key.ToString())} is in use; the next sweep will see to it.");
                break;
            case SweepRecord.Purge purge:
                Console.WriteLine($"purged {TerminalText.Sanitize(purge.Name)}");
                break;
        }
    }
}
