using System.CommandLine;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary>Parses, runs, and turns errors into messages and exit codes.</summary>
/// <param name="root">The whole command line.</param>
internal sealed class CommandRunner(RootCommand root)
{
    /// <summary>A question that begins with @ is a question, not the name of a file with arguments.</summary>
    private static readonly ParserConfiguration Literal = new() { ResponseFileTokenReplacer = null };

    public async Task<int> InvokeAsync(string[] args)
    {
        var result = root.Parse(args.Length == 0 ? ["--help"] : args, Literal);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
                Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(error.Message));
            Console.Error.WriteLine(Hint(result));
            return ExitCodes.Usage;
        }

        using var cancellation = new CancellationTokenSource();
        ConsoleCancelEventHandler cancel = (_, e) =>
        {
            // The first Ctrl-C asks, the second ends the process. A chat does its own asking.
            e.Cancel |= !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        };
        Console.CancelKeyPress += cancel;
        try
        {
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return IsSuggestion(args) ? await SuggestAsync(result, invocation, cancellation.Token) : await result.InvokeAsync(invocation, cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(e.Message));
            return e switch
            {
                CommandException command => command.ExitCode,
                LurkBotException { Kind: ErrorKind.Busy } => ExitCodes.Busy,
                LurkBotException { Kind: ErrorKind.Paused } => ExitCodes.Paused,
                LurkBotException { Kind: ErrorKind.Accepted } => ExitCodes.Accepted,
                LurkBotException { Kind: ErrorKind.Refused } => ExitCodes.Usage,
                LurkBotException { Kind: ErrorKind.NotFound } => ExitCodes.NotFound,
                _ => ExitCodes.Failure,
            };
        }
        finally
        {
            Console.CancelKeyPress -= cancel;
        }
    }

    private static bool IsSuggestion(string[] args) => args.Length > 0 && args[0].StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>What a shell offers goes to the terminal: a name on which that would act is left out, since it could not be typed either.</summary>
    private static async Task<int> SuggestAsync(ParseResult result, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        using var found = new StringWriter();
        invocation.Output = found;
        var code = await result.InvokeAsync(invocation, cancellationToken);
        foreach (var line in found.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')))
        {
            if (TerminalText.Sanitize(line, keepNewlines: false) == line)
                Console.WriteLine(line);
        }

        return code;
    }

    /// <summary>The command or option that was probably meant, else where to look.</summary>
    private static string Hint(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var names = command.Subcommands.Select(subcommand => subcommand.Name)
            .Concat(command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)))
            .Where(name => name.Length > 2)
            .ToList();
        var nearest = result.UnmatchedTokens.Concat(result.Tokens.Select(token => token.Value).Where(token => token.StartsWith('-')))
            .Where(token => !names.Contains(token, StringComparer.Ordinal))
            .Select(token => NearestName.Find(token, names)).FirstOrDefault(name => name is not null);
        var path = string.Join(' ', result.CommandResult.Command.Parents.Reverse().Append(command).OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name));
        return nearest is not null ? $"Did you mean {nearest}?" : $"See: lurkbot {path}{(path.Length > 0 ? " " : "")}--help";
    }
}
