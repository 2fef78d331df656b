using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Rendering;
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
        var command = new Command("verify", "Check sessions on disk: layout, ids, the summary in the last line.") { key };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (sound, damaged, host) = (0, 0, Host.Create(Warnings.Write));
            foreach (var report in Store(host).Verify(await FindAsync(host, result.GetValue(key), cancellationToken), cancellationToken))
            {
                sound += report.Problems.Count == 0 ? 1 : 0;
                damaged += report.Problems.Count == 0 ? 0 : 1;
                foreach (var problem in report.Problems)
                    Console.Error.WriteLine(TerminalText.Sanitize($"{report.Path}: {problem}"));
            }

            if (sound + damaged == 0 && result.GetValue(key) is { } name)
                throw new CommandException(ExitCodes.NotFound, $"There is no session {name}. See: lurkbot sessions list");
            Console.WriteLine($"{sound} sound, {damaged} damaged.{(damaged > 0 ? " To fix them, run: lurkbot sessions repair" : "")}");
            return damaged == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    public static Command Repair()
    {
        var key = OptionalKey();
        var command = new Command("repair", "Write damaged sessions anew from what can still be read; the damaged files are kept.") { key };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var store = Store(host);
            var damaged = store.Verify(await FindAsync(host, result.GetValue(key), cancellationToken), cancellationToken).Where(report => report.Problems.Count > 0).ToList();
            var failed = false;
            foreach (var report in damaged)
            {
                try
                {
                    Console.WriteLine(TerminalText.Sanitize($"{report.Key?.ToString() ?? report.Path}: {store.Repair(report, new SessionChange("owner", "lurkbot sessions repair"))}"));
                }
                catch (LurkBotException e)
                {
                    failed = true;
                    Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(e.Message));
                }
            }

            if (damaged.Count == 0)
                Console.WriteLine("Nothing is damaged.");
            return failed ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    public static Command Backup()
    {
        var file = new Argument<string>("FILE") { HelpName = "FILE", Description = "The file to write, such as lurkbot.tar.gz." };
        file.CompletionSources.Add(FileCompletion.Complete);
        var force = new FlagOption("--force", "Replace the file if it exists.");
        var command = new Command("backup", "Write all sessions into one file, also while they are in use.") { file, force };
        command.SetAction(async (result, cancellationToken) =>
        {
            var path = Path.GetFullPath(result.GetValue(file)!);
            var store = Store(Host.Create(Warnings.Write));
            if (!force.In(result))
                ExportFile.RequireNew(path);
            var temporary = $"{path}.{Environment.ProcessId}.tmp";
            try
            {
                int written;
                IReadOnlyList<string> problems;
                await using (var stream = new FileStream(temporary, ExportFile.Private(FileMode.Create)))
                {
                    (written, problems) = await new HomeBackup(store).WriteAsync(stream, cancellationToken);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: force.In(result));
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
        var command = new Command("restore", "Restore sessions from a backup. Existing sessions are not changed.") { file };
        command.SetAction(async (result, cancellationToken) =>
        {
            var store = Store(Host.Create(Warnings.Write));
            await using var stream = File.OpenRead(result.GetValue(file)!);
            var (restored, present, problems) = await new HomeBackup(store).ReadAsync(stream, cancellationToken);
            foreach (var key in restored)
                Console.WriteLine($"restored {TerminalText.Sanitize(key.ToString())}");
            foreach (var key in present)
                Console.WriteLine($"kept     {TerminalText.Sanitize(key.ToString())} (it is there already)");
            foreach (var problem in problems)
                Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(problem));
            return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

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
