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
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation.Token);
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
}
