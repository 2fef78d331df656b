using System.CommandLine;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
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
        var command = new Command("clear", "Reset a session's context. The history is kept; undo restores it.") { key, all, yes };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var text = result.GetValue(key);
            if (text is null == !all.In(result))
                throw new CommandException(ExitCodes.Usage, "Name one session, or give --all.");
            if (text is null)
                return await ClearAllAsync(host, cancellationToken);
            await foreach (var cleared in host.Sessions.ClearAsync([await host.FindAsync(text, cancellationToken)], Request("lurkbot sessions clear"), cancellationToken))
                Console.WriteLine($"{Describe(cleared)} Take it back with: lurkbot sessions undo {Shown(cleared.Key)}");
            return ExitCodes.Success;
        });
        return command;
    }

    public static Command Undo()
    {
        var key = SessionsCommand.KeyArgument();
        key.Arity = ArgumentArity.ZeroOrOne;
        var batch = new Option<string?>("--all") { HelpName = "CLEAR", Description = "Take back a clear --all, by the name that it printed." };
        var command = new Command("undo", "Take back the last clear, turn, summary or setting.") { key, batch };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var (text, name) = (result.GetValue(key), result.GetValue(batch));
            if (text is null == name is null)
                throw new CommandException(ExitCodes.Usage, "Name one session, or a clear: --all CLEAR.");
            if (name is not null)
                return await UndoAllAsync(host, name, cancellationToken);
            var undone = await host.Sessions.UndoAsync(text!, Request("lurkbot sessions undo"), cancellationToken)
                ?? throw new CommandException(ExitCodes.Failure, "There is nothing to take back.");
            Console.WriteLine($"Took back {EntryText.Change(undone.Entry)}; the session has {EntryText.Count(undone.Messages)} now.");
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Sessions in the archive and in the trash stay as they are; one that cannot be cleared does not keep the others.</summary>
    private static async Task<int> ClearAllAsync(Host host, CancellationToken cancellationToken)
    {
        var batch = Guid.NewGuid().ToString("N")[..8];
        var (listing, cleared, failed) = (await host.Store.ListAsync(cancellationToken), 0, 0);
        foreach (var info in listing.Sessions.Where(info => info.State != SessionState.Archived).OrderBy(info => info.Key.ToString(), StringComparer.Ordinal))
        {
            try
            {
                await foreach (var done in host.Sessions.ClearAsync([info.Key], Request(SessionAdministration.ClearOfAll(batch)), cancellationToken))
                {
                    Console.WriteLine(Describe(done));
                    cleared++;
                }
            }
            catch (LurkBotException e)
            {
                failed++;
                Console.Error.WriteLine(TerminalText.Sanitize($"lurkbot: not cleared: {info.Key}: {e.Message}"));
            }
        }

        foreach (var problem in listing.Problems)
            Console.Error.WriteLine("lurkbot: not cleared: " + TerminalText.Sanitize(problem));
        Console.WriteLine(cleared == 0 ? "No sessions to clear." : $"Take all of it back with: lurkbot sessions undo --all {batch}");
        return failed + listing.Problems.Count > 0 ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static async Task<int> UndoAllAsync(Host host, string batch, CancellationToken cancellationToken)
    {
        var (undone, kept) = (0, 0);
        await foreach (var (session, isUndone) in host.Sessions.UndoClearOfAllAsync(batch, Request("lurkbot sessions undo --all"), cancellationToken))
        {
            Console.WriteLine(isUndone ? $"Restored {Shown(session)}." : $"Kept {Shown(session)}: it was used since. To take back its last change: lurkbot sessions undo {Shown(session)}");
            (undone, kept) = isUndone ? (undone + 1, kept) : (undone, kept + 1);
        }

        return undone + kept > 0 ? ExitCodes.Success : throw new CommandException(ExitCodes.NotFound, $"No session was cleared by {batch}, or all of it is taken back already.");
    }

    private static OperationRequest Request(string reason) => OperationRequest.ByOwner(reason) with { OnWaiting = ChatSession.OnWaiting };

    private static string Describe(ClearedSession cleared) =>
        $"Cleared {TerminalText.Sanitize(cleared.Key.ToString())} ({EntryText.Count(cleared.Messages)}).{(cleared.CancelledQuestion ? " An open question was cancelled." : "")}";

    private static string Shown(SessionKey key) => ShellWord.Quote(TerminalText.Sanitize(key.ToString()));
}
