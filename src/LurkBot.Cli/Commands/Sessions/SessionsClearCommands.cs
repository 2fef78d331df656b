using System.CommandLine;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions clear</c> and <c>undo</c>. Neither asks: each takes the other back.</summary>
internal static class SessionsClearCommands
{
    public static Command Clear()
    {
        var key = SessionsCommand.KeyArgument();
        key.Arity = ArgumentArity.ZeroOrOne;
        var all = new FlagOption("--all", "Clear every session that is not archived.");
        var yes = new FlagOption("--yes", "Accepted for scripts; this command never asks.", "-y");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("clear", "Reset a session's context. The history is kept; undo restores it.") { key, all, yes, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var text = result.GetValue(key);
            if (text is null == !all.In(result))
                throw new CommandException(ExitCodes.Usage, "Name one session, or give --all.");
            if (text is null)
                return await ClearAllAsync(host, json.In(result), cancellationToken);
            var cleared = await host.Sessions.ClearAsync([await host.FindAsync(text, cancellationToken)], Request("lurkbot sessions clear"), cancellationToken).ToListAsync(cancellationToken);
            if (json.In(result))
                JsonOutput.Write(new ClearJson([.. cleared.Select(ClearedSessionJson.Of)], [], null), ReportJson.Default.ClearJson);
            foreach (var session in json.In(result) ? [] : cleared)
                Console.WriteLine($"{Describe(session)} Take it back with: lurkbot sessions undo {Shown(session.Key)}");
            return ExitCodes.Success;
        });
        return command;
    }

    public static Command Undo()
    {
        var key = SessionsCommand.KeyArgument();
        key.Arity = ArgumentArity.ZeroOrOne;
        var batch = new Option<string?>("--all") { HelpName = "CLEAR", Description = "Take back a clear --all, by the name that it printed." };
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("undo", "Take back the last clear, turn, summary or setting.") { key, batch, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var (text, name) = (result.GetValue(key), result.GetValue(batch));
            if (text is null == name is null)
                throw new CommandException(ExitCodes.Usage, "Name one session, or a clear: --all CLEAR.");
            if (name is not null)
                return await UndoAllAsync(host, name, json.In(result), cancellationToken);
            var undone = await host.Sessions.UndoAsync(text!, Request("lurkbot sessions undo"), cancellationToken)
                ?? throw new CommandException(ExitCodes.Failure, "There is nothing to take back.");
            if (json.In(result))
                JsonOutput.Write(new UndoJson([new((await host.FindAsync(text!, cancellationToken)).ToString(), Undone: true, undone.Entry.Id, undone.Messages)]), ReportJson.Default.UndoJson);
            else
                Console.WriteLine($"Took back {EntryText.Change(undone.Entry)}; the session has {EntryText.Count(undone.Messages)} now.");
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Sessions in the archive and in the trash stay as they are; one that cannot be cleared does not keep the others.</summary>
    private static async Task<int> ClearAllAsync(Host host, bool asJson, CancellationToken cancellationToken)
    {
        var batch = Guid.NewGuid().ToString("N")[..8];
        var (listing, cleared, problems) = (await host.Store.ListAsync(cancellationToken), new List<ClearedSession>(), new List<string>());
        foreach (var info in listing.Sessions.Where(info => info.State != SessionState.Archived).OrderBy(info => info.Key.ToString(), StringComparer.Ordinal))
        {
            try
            {
                await foreach (var done in host.Sessions.ClearAsync([info.Key], Request(SessionAdministration.ClearOfAll(batch)), cancellationToken))
                {
                    cleared.Add(done);
                    if (!asJson)
                        Console.WriteLine(Describe(done));
                }
            }
            catch (LurkBotException e)
            {
                problems.Add($"{info.Key}: {e.Message}");
            }
        }

        problems.AddRange(listing.Problems);
        if (asJson)
        {
            JsonOutput.Write(new ClearJson([.. cleared.Select(ClearedSessionJson.Of)], problems, cleared.Count == 0 ? null : batch), ReportJson.Default.ClearJson);
            return problems.Count > 0 ? ExitCodes.Failure : ExitCodes.Success;
        }

        foreach (var problem in problems)
            Console.Error.WriteLine("lurkbot: not cleared: " + TerminalText.Sanitize(problem));
        Console.WriteLine(cleared.Count == 0 ? "No sessions to clear." : $"Take all of it back with: lurkbot sessions undo --all {batch}");
        return problems.Count > 0 ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static async Task<int> UndoAllAsync(Host host, string batch, bool asJson, CancellationToken cancellationToken)
    {
        var sessions = new List<UndoneSessionJson>();
        await foreach (var (session, isUndone) in host.Sessions.UndoClearOfAllAsync(batch, Request("lurkbot sessions undo --all"), cancellationToken))
        {
            sessions.Add(new(session.ToString(), isUndone));
            if (!asJson)
                Console.WriteLine(isUndone ? $"Restored {Shown(session)}." : $"Kept {Shown(session)}: it was used since. To take back its last change: lurkbot sessions undo {Shown(session)}");
        }

        if (asJson && sessions.Count > 0)
            JsonOutput.Write(new UndoJson(sessions), ReportJson.Default.UndoJson);
        return sessions.Count > 0 ? ExitCodes.Success : throw new CommandException(ExitCodes.NotFound, $"No session was cleared by {batch}, or all of it is taken back already.");
    }

    private static OperationRequest Request(string reason) => OperationRequest.ByOwner(reason) with { OnWaiting = ChatSession.OnWaiting };

    private static string Describe(ClearedSession cleared) =>
        $"Cleared {TerminalText.Sanitize(cleared.Key.ToString())} ({EntryText.Count(cleared.Messages)}).{(cleared.CancelledQuestion ? " An open question was cancelled." : "")}";

    private static string Shown(SessionKey key) => ShellWord.Quote(TerminalText.Sanitize(key.ToString()));
}
