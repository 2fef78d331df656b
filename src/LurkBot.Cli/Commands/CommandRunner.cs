using System.CommandLine;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary>Parses, runs, and turns errors into messages and exit codes.</summary>
/// <param name="root">The whole command line.</param>
internal sealed class CommandRunner(RootCommand root)
{
    public async Task<int> InvokeAsync(string[] args)
    {
        var result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors)
                Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(error.Message));
            Console.Error.WriteLine("See: lurkbot --help");
            return ExitCodes.Usage;
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(e.Message));
            return e is CommandException command ? command.ExitCode : ExitCodes.Failure;
        }
    }
}
