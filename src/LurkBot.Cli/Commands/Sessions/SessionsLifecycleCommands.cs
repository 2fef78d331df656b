using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions archive, restore, delete, fork, rename, log</c>.</summary>
internal static class SessionsLifecycleCommands
{
    private const string Owner = "owner";

    public static IEnumerable<Command> Create() => [Archive(), Restore(), Delete(), Fork(), Rename(), Log()];

    private static Command Archive()
    {
        var key = SessionsCommand.KeyArgument();
        var command = new Command("archive", "Put a session away; its next message brings it back.") { key };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            await host.Sessions.ArchiveAsync(session, new SessionChange(Owner, "lurkbot sessions archive"), cancellationToken);
            Console.WriteLine($"Archived {Shown(session)}. Its next message brings it back, or: lurkbot sessions restore {Shown(session)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Restore()
    {
        var key = SessionsCommand.KeyArgument();
        var command = new Command("restore", "Bring an archived or deleted session back.") { key };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            // What lies in the trash is known by its whole key only.
            var session = await host.KeyOfAsync(result.GetValue(key)!, cancellationToken);
            await host.Sessions.RestoreAsync(session, new SessionChange(Owner, "lurkbot sessions restore"), cancellationToken);
            Console.WriteLine($"Restored {Shown(session)}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Delete()
    {
        var key = SessionsCommand.KeyArgument();
        var yes = new FlagOption("--yes", "Do not ask.", "-y");
        var command = new Command("delete", "Move a session to the trash, from where it can be restored for 30 days.") { key, yes };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            if (!yes.In(result) && !await SessionsCommand.ConfirmAsync($"Delete {session}", cancellationToken))
                return ExitCodes.Failure;
            await host.Sessions.DeleteAsync(session, new SessionChange(Owner, "lurkbot sessions delete"), cancellationToken);
            Console.WriteLine($"Deleted {Shown(session)}. For 30 days you can bring it back with: lurkbot sessions restore {Shown(session)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Fork()
    {
        var key = SessionsCommand.KeyArgument();
        var at = new NumberOption("--at", "Copy the history up to entry N (default: all).");
        var name = new Option<string>("--as") { Description = "The new session: a name, or a whole key.", Required = true };
        var command = new Command("fork", "Begin a new session with the history of another.") { key, at, name };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var source = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            var target = await host.Sessions.ForkAsync(source, at.In(result), result.GetValue(name)!, new SessionChange(Owner, "lurkbot sessions fork"), cancellationToken);
            Console.WriteLine($"Forked {Shown(source)} as {Shown(target)}. Talk to it with: lurkbot chat --session {Shown(target)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Rename()
    {
        var key = SessionsCommand.KeyArgument();
        var name = new Argument<string>("NAME") { Description = "The new chat id, or a whole key." };
        var command = new Command("rename", "Give a session another key; its history stays.") { key, name };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            var target = await host.Sessions.RenameAsync(session, result.GetValue(name)!, new SessionChange(Owner, "lurkbot sessions rename"), cancellationToken);
            Console.WriteLine($"Renamed {Shown(session)} to {Shown(target)}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Log()
    {
        var key = SessionsCommand.KeyArgument();
        var json = new FlagOption("--json", "Print a JSON array of entries.");
        var command = new Command("log", "Show what happened to a session: states, clears, settings, and who asked for it.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var changes = await Host.Create(Warnings.Write).Sessions.ReadLogAsync(result.GetValue(key)!, cancellationToken);
            if (json.In(result))
            {
                await using var output = Console.OpenStandardOutput();
                EntryJson.WriteArray(output, changes);
                return ExitCodes.Success;
            }

            foreach (var entry in changes)
                Console.WriteLine($"#{entry.Id} {entry.At.LocalDateTime:yyyy-MM-dd HH:mm:ss} {EntryText.LogLine(entry)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Shown(SessionKey key) => ShellWord.Quote(TerminalText.Sanitize(key.ToString()));
}
