using LurkBot.Channels;
using LurkBot.Cli.Terminal;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary>Asks for a token and tries it. At a terminal a wrong one is asked for again; nothing is written before one is right.</summary>
/// <param name="fromInput">Whether tokens come from standard input, a line each, and nothing is asked.</param>
internal sealed class TokenPrompt(bool fromInput)
{
    private const int Most = 3;

    /// <summary>The token in what was pasted, such as the whole message in which a platform gives it.</summary>
    /// <param name="text">What was pasted.</param>
    /// <param name="problemOf">What is wrong with the form of a text; null for nothing.</param>
    /// <returns>The text itself where no part of it is a token.</returns>
    public static string Find(string text, Func<string, string?> problemOf) =>
        problemOf(text) is null ? text : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('`', '"', '\'', '<', '>', ',')).FirstOrDefault(word => problemOf(word) is null) ?? text;

    /// <summary>Asks for one token.</summary>
    /// <param name="what">What is asked for, such as a bot token.</param>
    /// <param name="problemOf">What is wrong with the form of a text; null for nothing.</param>
    /// <param name="tryAsync">Tries a token.</param>
    /// <returns>The token, and what the platform said of it.</returns>
    /// <exception cref="LurkBotException">There is no token, or none that works.</exception>
    public async Task<(string Token, T Told)> AskAsync<T>(string what, Func<string, string?> problemOf, Func<string, Task<T>> tryAsync)
    {
        for (var left = fromInput ? 1 : Most; ; left--)
        {
            var text = fromInput ? Console.In.ReadLine()?.Trim() : HiddenInput.Read($"{char.ToUpperInvariant(what[0])}{what[1..]} (it is not shown): ");
            // Only the end of the input ends it at once: an empty line may be a slip, or a part of what was pasted.
            if (text is null)
                throw new CommandException(ExitCodes.Usage, $"No {what} was given. Nothing was changed.");
            var token = Find(text, problemOf);
            var (code, problem) = (ExitCodes.Usage, token.Length == 0 ? $"No {what} was given." : problemOf(token));
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
