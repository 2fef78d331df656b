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
        command.SetAction((result, cancellationToken) =>
        {
            var (sound, damaged) = (0, 0);
            foreach (var report in Store(Host.Create(Warnings.Write)).Verify(Parse(result.GetValue(key)), cancellationToken))
            {
                sound += report.Problems.Count == 0 ? 1 : 0;
                damaged += report.Problems.Count == 0 ? 0 : 1;
                foreach (var problem in report.Problems)
                    Console.Error.WriteLine(TerminalText.Sanitize($"{report.Path}: {problem}"));
            }

            if (sound + damaged == 0 && result.GetValue(key) is { } name)
                throw new CommandException(ExitCodes.NotFound, $"There is no session {name}. See: lurkbot sessions list");
            Console.WriteLine($"{sound} sound, {damaged} damaged.{(damaged > 0 ? " Mend them with: lurkbot sessions repair" : "")}");
            return Task.FromResult(damaged == 0 ? ExitCodes.Success : ExitCodes.Failure);
        });
        return command;
    }

    public static Command Repair()
    {
        var key = OptionalKey();
        var command = new Command("repair", "Write damaged sessions anew from what can still be read; the damaged files are kept.") { key };
        command.SetAction((result, cancellationToken) =>
        {
            var store = Store(Host.Create(Warnings.Write));
            var damaged = store.Verify(Parse(result.GetValue(key)), cancellationToken).Where(report => report.Problems.Count > 0).ToList();
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
            return Task.FromResult(failed ? ExitCodes.Failure : ExitCodes.Success);
        });
        return command;
    }

    public static Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write, such as lurkbot.tar.gz." };
        var command = new Command("backup", "Write all sessions into one file, also while they are in use.") { file };
        command.SetAction(async (result, cancellationToken) =>
        {
            var path = Path.GetFullPath(result.GetValue(file)!);
            var store = Store(Host.Create(Warnings.Write));
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

                File.Move(temporary, path, overwrite: true);
                foreach (var problem in problems)
                    Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(problem));
                Console.WriteLine($"{(written == 1 ? "1 session" : $"{written} sessions")} in {TerminalText.Sanitize(path)}.");
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
        var file = new Argument<string>("FILE") { Description = "A file that lurkbot backup wrote." };
        var command = new Command("restore", "Bring back sessions from a backup; those that are there stay as they are.") { file };
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
        var argument = new Argument<string?>("KEY") { Description = "One session; all without it.", Arity = ArgumentArity.ZeroOrOne };
        argument.CompletionSources.Add(SessionsCommand.CompleteKeys);
        return argument;
    }

    private static SessionKey? Parse(string? text) => text is null ? null : SessionKey.Parse(text);

    private static FileSessionStore Store(Host host) => host.Store as FileSessionStore
        ?? throw new CommandException(ExitCodes.Failure, "LURKBOT_SESSION_PERSISTENCE is off: there is nothing on disk.");
}
