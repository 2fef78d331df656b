using LurkBot.Channels;
using LurkBot.Cli.Terminal;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary>Asks for a token and tries it. At a terminal a wrong one is asked for again; nothing is written before one is right.</summary>
/// <param name="fromInput">Whether tokens come from standard input, a line each, and nothing is asked.</param>
internal sealed class TokenPrompt(bool fromInput)
{
    private const int Most = 3;

    /// <summary>Asks for one token.</summary>
    /// <param name="prompt">The question.</param>
    /// <param name="problemOf">What is wrong with the form of a text; null for nothing.</param>
    /// <param name="tryAsync">Tries a token.</param>
    /// <returns>The token, and what the platform said of it.</returns>
    /// <exception cref="LurkBotException">There is no token, or none that works.</exception>
    public async Task<(string Token, T Told)> AskAsync<T>(string prompt, Func<string, string?> problemOf, Func<string, Task<T>> tryAsync)
    {
        for (var left = fromInput ? 1 : Most; ; left--)
        {
            var token = fromInput ? Console.In.ReadLine()?.Trim() : HiddenInput.Read(prompt);
            if (string.IsNullOrEmpty(token))
                throw new CommandException(ExitCodes.Usage, "No token was given. Nothing was changed.");
            var (code, problem) = (ExitCodes.Usage, problemOf(token));
            try
            {
                if (problem is null)
                    return (token, await tryAsync(token));
            }
            catch (TokenRefusedException e)
            {
                (code, problem) = (ExitCodes.Failure, e.Message);
            }
            catch (LurkBotException e)
            {
                throw new LurkBotException($"{e.Message} Nothing was changed.", e);
            }

            if (left == 1)
                throw new CommandException(code, $"{problem} Nothing was changed.");
            Console.WriteLine(TerminalText.Sanitize($"{problem} Try again.", keepNewlines: false));
        }
    }
}
