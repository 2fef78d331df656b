using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Operations;
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
        var changeTrust = ChangeTrust();
        var command = new Command("fork", "Begin a new session with the history of another.") { key, at, name, changeTrust };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var source = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            if (await AgreeAsync($"Fork {source} all the same", source, SessionAdministration.ForkTarget(source, result.GetValue(name)!), changeTrust.In(result), new SessionChange(Owner, "lurkbot sessions fork"), cancellationToken) is not { } change)
                return ExitCodes.Failure;
            var target = await host.Sessions.ForkAsync(source, at.In(result), result.GetValue(name)!, change, cancellationToken);
            Console.WriteLine($"Forked {Shown(source)} as {Shown(target)}. Talk to it with: lurkbot chat --session {Shown(target)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Rename()
    {
        var key = SessionsCommand.KeyArgument();
        var name = new Argument<string>("NAME") { Description = "The new chat id, or a whole key." };
        var changeTrust = ChangeTrust();
        var command = new Command("rename", "Give a session another key; its history stays.") { key, name, changeTrust };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            if (await AgreeAsync($"Rename {session} all the same", session, SessionAdministration.RenameTarget(session, result.GetValue(name)!), changeTrust.In(result), new SessionChange(Owner, "lurkbot sessions rename"), cancellationToken) is not { } change)
                return ExitCodes.Failure;
            var (target, left) = await host.Sessions.RenameAsync(session, result.GetValue(name)!, change, cancellationToken);
            Console.WriteLine($"Renamed {Shown(session)} to {Shown(target)}.{(change.AllowsTrustChange ? " Approvals given there no longer apply." : "")}{(left is null ? "" : $" Its workspace stays behind: {TerminalText.Sanitize(left, keepNewlines: false)}")}");
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

    private static FlagOption ChangeTrust() => new(TrustChange.Option, "Do not ask where others could read the history, or it would get more trust.");

    /// <summary>Asks where readers or trust would change, after saying how.</summary>
    /// <returns>The change, with the owner's consent where that is needed; null when they said no.</returns>
    private static async Task<SessionChange?> AgreeAsync(string question, SessionKey from, SessionKey to, bool isAgreed, SessionChange change, CancellationToken cancellationToken)
    {
        if (TrustChange.Between(from, to) is not { } trust)
            return change;
        if (!isAgreed)
        {
            Console.Error.WriteLine(TerminalText.Sanitize(trust.Explanation));
            if (!await SessionsCommand.ConfirmAsync(question, cancellationToken, TrustChange.Option))
                return null;
        }

        return change with { AllowsTrustChange = true };
    }

    private static string Shown(SessionKey key) => ShellWord.Quote(TerminalText.Sanitize(key.ToString()));
}
