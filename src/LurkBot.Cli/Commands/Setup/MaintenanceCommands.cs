using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Rendering;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions verify</c> and <c>repair</c>, <c>lurkbot backup</c> and <c>restore</c>.</summary>
internal static class MaintenanceCommands
{
    public static Command Verify()
    {
        var key = OptionalKey();
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("verify", "Check sessions on disk: layout, ids, the summary in the last line.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var (sound, damaged) = (0, new List<SessionReport>());
            foreach (var report in Store(host).Verify(await FindAsync(host, result.GetValue(key), cancellationToken), cancellationToken))
            {
                if (report.Problems.Count == 0)
                    sound++;
                else
                    damaged.Add(report);
                foreach (var problem in json.In(result) ? [] : report.Problems)
                    Console.Error.WriteLine(TerminalText.Sanitize($"{report.Path}: {problem}"));
            }

            if (sound + damaged.Count == 0 && result.GetValue(key) is { } name)
                throw new CommandException(ExitCodes.NotFound, $"There is no session {name}. See: lurkbot sessions list");
            if (json.In(result))
                JsonOutput.Write(new VerifyJson(sound, [.. damaged.Select(DamagedSessionJson.Of)]), ReportJson.Default.VerifyJson);
            else
                Console.WriteLine($"{sound} sound, {damaged.Count} damaged.{(damaged.Count > 0 ? " To fix them, run: lurkbot sessions repair" : "")}");
            return damaged.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    public static Command Repair()
    {
        var key = OptionalKey();
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("repair", "Write damaged sessions anew from what can still be read; the damaged files are kept.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var store = Store(host);
            var damaged = store.Verify(await FindAsync(host, result.GetValue(key), cancellationToken), cancellationToken).Where(report => report.Problems.Count > 0).ToList();
            var steps = new List<RepairStepJson>();
            foreach (var report in damaged)
            {
                var step = Repair(store, report);
                steps.Add(step);
                if (json.In(result))
                    continue;
                if (step.Repaired)
                    Console.WriteLine(TerminalText.Sanitize($"{step.Session ?? step.File}: {step.Message}"));
                else
                    Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(step.Message));
            }

            if (json.In(result))
                JsonOutput.Write(new RepairJson(steps), ReportJson.Default.RepairJson);
            else if (damaged.Count == 0)
                Console.WriteLine("Nothing is damaged.");
            return steps.TrueForAll(step => step.Repaired) ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static RepairStepJson Repair(FileSessionStore store, SessionReport report)
    {
        try
        {
            return new RepairStepJson(report.Path, report.Key?.ToString(), Repaired: true, store.Repair(report, new SessionChange("owner", "lurkbot sessions repair")));
        }
        catch (LurkBotException e)
        {
            return new RepairStepJson(report.Path, report.Key?.ToString(), Repaired: false, e.Message);
        }
    }

    public static Command Backup()
    {
        var file = new Argument<string>("FILE") { HelpName = "FILE", Description = "The file to write, such as lurkbot.tar.gz." };
        file.CompletionSources.Add(FileCompletion.Complete);
        var force = new FlagOption("--force", "Replace the file if it exists.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("backup", "Write all sessions into one file, also while they are in use.") { file, force, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var path = Path.GetFullPath(result.GetValue(file)!);
            var host = Host.Create(Warnings.Write);
            var store = Store(host);
            if (!force.In(result))
                ExportFile.RequireNew(path);
            var temporary = $"{path}.{Environment.ProcessId}.tmp";
            try
            {
                int written;
                IReadOnlyList<string> problems;
                await using (var stream = new FileStream(temporary, ExportFile.Private(FileMode.Create)))
                {
                    (written, problems) = await new HomeBackup(store, [SchedulesOf(host, static _ => { })]).WriteAsync(stream, cancellationToken);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: force.In(result));
                if (json.In(result))
                {
                    JsonOutput.Write(new BackupJson(path, written, problems), ReportJson.Default.BackupJson);
                    return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
                }

                foreach (var problem in problems)
                    Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(problem));
                Console.WriteLine($"{Plural.Of(written, "session")} in {TerminalText.Sanitize(path)}.");
                return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
            }
            finally
            {
                File.Delete(temporary);
            }
        });
        return command;
    }

    public static Command Restore()
    {
        var file = new Argument<string>("FILE") { HelpName = "FILE", Description = "A file that lurkbot backup wrote." };
        file.CompletionSources.Add(FileCompletion.Complete);
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("restore", "Restore sessions from a backup. Existing sessions are not changed.") { file, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var (store, schedules) = (Store(host), 0);
            await using var stream = File.OpenRead(result.GetValue(file)!);
            var (restored, present, problems) = await new HomeBackup(store, [SchedulesOf(host, count => schedules = count)]).ReadAsync(stream, cancellationToken);
            if (json.In(result))
            {
                JsonOutput.Write(RestoreJson.Of(restored, present, problems), ReportJson.Default.RestoreJson);
                return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
            }

            foreach (var key in restored)
                Console.WriteLine($"restored {TerminalText.Sanitize(key.ToString())}");
            foreach (var key in present)
                Console.WriteLine($"kept     {TerminalText.Sanitize(key.ToString())} (it is there already)");
            if (schedules > 0)
                Console.WriteLine($"restored {Plural.Of(schedules, "schedule")}, paused: lurkbot schedule list");
            foreach (var problem in problems)
                Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(problem));
            return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static BackupPart SchedulesOf(Host host, Action<int> onRestored) =>
        new(ScheduleBook.FileName, () => host.Services.Schedules!.Export(), bytes => onRestored(host.Services.Schedules!.Import(bytes)));

    private static Argument<string?> OptionalKey()
    {
        var argument = new Argument<string?>("KEY") { HelpName = "KEY", Description = "One session; all without it.", Arity = ArgumentArity.ZeroOrOne };
        argument.CompletionSources.Add(SessionsCommand.CompleteKeys);
        return argument;
    }

    /// <summary>A damaged session is known by its whole key only.</summary>
    private static async Task<SessionKey?> FindAsync(Host host, string? text, CancellationToken cancellationToken) =>
        text is null ? null : await host.KeyOfAsync(text, cancellationToken);

    private static FileSessionStore Store(Host host) => host.Store as FileSessionStore
        ?? throw new CommandException(ExitCodes.Failure, "LURKBOT_SESSION_PERSISTENCE is off: there is nothing on disk.");
}
