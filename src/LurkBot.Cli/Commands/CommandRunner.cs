using System.CommandLine;
using LurkBot.Cli.Chat;
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
        if (UsageError.Of(result, args) is { } error)
        {
            Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(error, keepNewlines: false));
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
            return Termination.ExitCode ?? ExitCodes.Cancelled;
        }
        catch (IOException) when (Termination.ExitCode is { } code)
        {
            // The terminal is gone, and nobody reads what is said.
            return code;
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(TemporaryName.Hide(e.Message)));
            return CodeOf(e);
        }
        finally
        {
            Console.CancelKeyPress -= cancel;
        }
    }

    /// <summary>The exit code of an error.</summary>
    /// <param name="error">The error.</param>
    public static int CodeOf(Exception error) => error switch
    {
        CommandException command => command.ExitCode,
        LurkBotException { Kind: ErrorKind.Busy } => ExitCodes.Busy,
        LurkBotException { Kind: ErrorKind.Paused } => ExitCodes.Paused,
        LurkBotException { Kind: ErrorKind.Accepted } => ExitCodes.Accepted,
        LurkBotException { Kind: ErrorKind.Refused } => ExitCodes.Usage,
        LurkBotException { Kind: ErrorKind.NotFound } => ExitCodes.NotFound,
        _ => ExitCodes.Failure,
    };

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
}
