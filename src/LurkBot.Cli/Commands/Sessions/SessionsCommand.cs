using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions</c>.</summary>
internal static class SessionsCommand
{
    public static Command Create()
    {
        var command = new Command("sessions", "List, show, change and export sessions.") { SessionsListCommand.Create(), Show(), SessionsClearCommands.Clear(), SessionsClearCommands.Undo(), SessionsExportCommand.Create() };
        foreach (var subcommand in SessionsLifecycleCommands.Create())
            command.Add(subcommand);
        foreach (var subcommand in SessionsContextCommands.Create())
            command.Add(subcommand);
        command.Add(SessionsSearchCommand.Create());
        command.Add(SessionsStatsCommand.Create());
        command.Add(SessionsBudgetCommand.Create());
        command.Add(SessionsSendCommand.Create());
        command.Add(SessionsStopCommand.Create());
        command.Add(SessionsToolsCommand.Create());
        command.Add(SessionsExplainCommand.Create());
        command.Add(SessionsImportCommand.Create());
        command.Add(SessionsEraseCommand.Create());
        command.Add(SessionsSweepCommand.Create());
        command.Add(MaintenanceCommands.Verify());
        command.Add(MaintenanceCommands.Repair());
        return command;
    }

    /// <summary>The argument that names a session, with completion from the sessions that exist.</summary>
    public static Argument<string> KeyArgument()
    {
        var argument = new Argument<string>("KEY") { HelpName = "KEY", Description = "The session's key, channel:chat_id:type." };
        argument.CompletionSources.Add(CompleteKeys);
        return argument;
    }

    /// <summary>The keys that a shell can complete; the library has no asynchronous completion.</summary>
    public static IEnumerable<string> CompleteKeys(System.CommandLine.Completions.CompletionContext context) =>
        Host.Create(Warnings.Write).SessionDirectory.ListAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult().Select(key => key.ToString());

    private static Command Show()
    {
        var key = KeyArgument();
        var last = new NumberOption("--last", "Only the newest N entries.");
        var json = new FlagOption("--json", "Print a JSON array of entries.");
        var blob = new Option<string?>("--blob") { Description = "Write out a long output or an attachment, named by the beginning of its hash." };
        var command = new Command("show", "Show a session's history.") { key, last, json, blob };
        command.SetAction(async (result, cancellationToken) =>
        {
            await using var session = await Host.Create(Warnings.Write).OpenAsync(result.GetValue(key)!, cancellationToken);
            if (result.GetValue(blob) is { } hash)
                return await WriteBlobAsync(session, hash, cancellationToken);
            var entries = await session.ReadNewestAsync(last.In(result) ?? int.MaxValue, cancellationToken);
            if (json.In(result))
            {
                await using var output = Console.OpenStandardOutput();
                EntryJson.WriteArray(output, entries);
                return ExitCodes.Success;
            }

            foreach (var entry in entries)
                Console.WriteLine($"#{entry.Id} {entry.At.LocalDateTime:yyyy-MM-dd HH:mm} {EntryText.Describe(entry)}");
            if (await OpenQuestion.FindAsync(session, cancellationToken) is { } question)
                Console.WriteLine(TerminalText.Sanitize($"A question waits: may {question.Name} run {question.Scope}? Answer it in: lurkbot chat --session {ShellWord.Quote(session.Info.Key.ToString())}"));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<int> WriteBlobAsync(IStoredSession session, string start, CancellationToken cancellationToken)
    {
        var hashes = (await session.ReadAllAsync(cancellationToken)).SelectMany(BlobHash.In).Distinct(StringComparer.Ordinal).Where(hash => hash.StartsWith(start, StringComparison.OrdinalIgnoreCase)).ToList();
        if (hashes.Count != 1)
            throw new CommandException(ExitCodes.NotFound, hashes.Count == 0 ? $"The session has no blob {start}." : $"{hashes.Count} blobs of the session begin with {start}; give more of the hash.");
        var content = await session.ReadBlobAsync(hashes[0], cancellationToken) ?? throw new CommandException(ExitCodes.NotFound, $"The blob {hashes[0]} is lost. Look for it with: lurkbot sessions repair {ShellWord.Quote(session.Info.Key.ToString())}");
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(content, cancellationToken);
        return ExitCodes.Success;
    }

    /// <summary>Asks on the terminal.</summary>
    /// <param name="what">What is done after a yes.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <param name="option">The option that says yes.</param>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task<bool> ConfirmAsync(string what, CancellationToken cancellationToken, string option = "--yes")
    {
        if (Console.IsInputRedirected)
            throw new CommandException(ExitCodes.Usage, $"Confirmation needed, but standard input is not a terminal. Pass {option}.");
        Console.Error.Write($"{TerminalText.Sanitize(what)}? [y/N] ");
        return (await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellationToken))?.Trim() is "y" or "Y" or "yes";
    }
}
