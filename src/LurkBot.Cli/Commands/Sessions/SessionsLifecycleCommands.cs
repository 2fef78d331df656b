using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
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
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("archive", "Put a session away; its next message brings it back.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            Write(await host.Sessions.ArchiveAsync(session, new SessionChange(Owner, "lurkbot sessions archive"), cancellationToken), json.In(result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Restore()
    {
        var key = SessionsCommand.KeyArgument();
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("restore", "Bring an archived or deleted session back.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.Sessions.FindToRestoreAsync(result.GetValue(key)!, cancellationToken);
            Write(await host.Sessions.RestoreAsync(session, new SessionChange(Owner, "lurkbot sessions restore"), cancellationToken), json.In(result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Delete()
    {
        var key = SessionsCommand.KeyArgument();
        var yes = new FlagOption("--yes", "Do not ask.", "-y");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("delete", "Move a session to the trash, from where it can be restored for 30 days.") { key, yes, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            if (!yes.In(result) && !await SessionsCommand.ConfirmAsync($"Delete {session}", cancellationToken))
                return ExitCodes.Failure;
            Write(await host.Sessions.DeleteAsync(session, new SessionChange(Owner, "lurkbot sessions delete"), cancellationToken), json.In(result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Fork()
    {
        var key = SessionsCommand.KeyArgument();
        var at = new NumberOption("--at", "Copy the history up to entry N (default: all).");
        var name = new Option<string>("--as") { Description = "The new session: a name, or a whole key.", Required = true };
        var json = new FlagOption("--json", "Print a JSON object.");
        var changeTrust = ChangeTrust();
        var command = new Command("fork", "Begin a new session with the history of another.") { key, at, name, changeTrust, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var source = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            if (await AgreeAsync($"Fork {source} all the same", source, SessionAdministration.ForkTarget(source, result.GetValue(name)!), changeTrust.In(result), new SessionChange(Owner, "lurkbot sessions fork"), cancellationToken) is not { } change)
                return ExitCodes.Failure;
            Write(await host.Sessions.ForkAsync(source, at.In(result), result.GetValue(name)!, change, cancellationToken), json.In(result));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Rename()
    {
        var key = SessionsCommand.KeyArgument();
        var name = new Argument<string>("NAME") { Description = "The new chat id, or a whole key." };
        var json = new FlagOption("--json", "Print a JSON object.");
        var changeTrust = ChangeTrust();
        var command = new Command("rename", "Give a session another key; its history stays.") { key, name, changeTrust, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            if (await AgreeAsync($"Rename {session} all the same", session, SessionAdministration.RenameTarget(session, result.GetValue(name)!), changeTrust.In(result), new SessionChange(Owner, "lurkbot sessions rename"), cancellationToken) is not { } change)
                return ExitCodes.Failure;
            Write(await host.Sessions.RenameAsync(session, result.GetValue(name)!, change, cancellationToken), json.In(result));
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

    private static void Write(ChangedSession changed, bool json)
    {
        if (json)
        {
            JsonOutput.Write(ChangedSessionJson.Of(changed), ReportJson.Default.ChangedSessionJson);
            return;
        }

        var (key, other) = (Shown(changed.Key), changed.NewKey is { } target ? Shown(target) : "");
        Console.WriteLine(changed.What switch
        {
            SessionChangeKind.Archived => $"Archived {key}. Its next message brings it back, or: lurkbot sessions restore {key}",
            SessionChangeKind.Restored => $"Restored {key}{Started(changed)}.{Schedules(changed, "goes on", "go on")}",
            SessionChangeKind.Deleted => $"Deleted {key}{Started(changed)}.{Schedules(changed, "was paused", "were paused")} For 30 days you can bring it back with: lurkbot sessions restore {key}",
            SessionChangeKind.Forked => $"Forked {key} as {other}. Talk to it with: lurkbot chat --session {other}",
            _ => $"Renamed {key} to {other}.{(changed.ChangesTrust ? " Approvals given there no longer apply." : "")}{(changed.LeftBehind is { } left ? $" Its workspace stays behind: {TerminalText.Sanitize(left, keepNewlines: false)}" : "")}",
        });
    }

    private static string Started(ChangedSession changed) => changed.Subagents == 0 ? "" : $" and {Plural.Of(changed.Subagents, "session")} that it started";

    private static string Schedules(ChangedSession changed, string one, string many) => changed.Schedules == 0 ? "" : $" {Plural.Of(changed.Schedules, "schedule")} of it {(changed.Schedules == 1 ? one : many)}.";

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
