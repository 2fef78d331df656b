namespace LurkBot.Cli.Commands;

/// <summary>Ends a command with an exit code and a message on the error stream.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">For the user: what is wrong and what to do next.</param>
internal sealed class CommandException(int exitCode, string message) : LurkBotException(message)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
