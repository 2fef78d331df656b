using System.CommandLine;
using System.CommandLine.Parsing;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary>What is wrong with a command line, in one line, with the whole command that was probably meant.</summary>
internal static class UsageError
{
    private const string End = "--";

    /// <summary>The first thing that is wrong.</summary>
    /// <param name="result">The command line as it was understood.</param>
    /// <param name="args">As it was typed.</param>
    /// <returns>Null when nothing is.</returns>
    public static string? Of(ParseResult result, string[] args)
    {
        if (result.Action is System.CommandLine.Help.HelpAction || args is [['[', ..], ..])
            return null;
        var command = result.CommandResult.Command;
        var words = args.TakeWhile(word => word is not End).ToHashSet(StringComparer.Ordinal);
        // The library takes an option that it does not know for an argument.
        if (UnknownOption(result, words) is { } option)
            return $"Unrecognized option '{option}'. {Hint(option, Options(result), args, command)}";
        if (EmptyPath(result) is { } empty)
            return $"{empty} must not be empty. {See(command)}";
        if (result.Errors.Count == 0)
            return null;
        var unknown = result.UnmatchedTokens.FirstOrDefault(words.Contains);
        if (unknown is null)
            return $"{OneLine(result.Errors[0].Message)} {Hint(result, args, command)}";
        if (unknown.StartsWith('-'))
            return $"Unrecognized option '{unknown}'. {Hint(unknown, Options(result), args, command)}";
        if (command.Subcommands.Count == 0)
            return $"Unexpected word '{unknown}'. {See(command)}";
        var meant = Hint(unknown, command.Subcommands.Select(subcommand => subcommand.Name), args, command);
        var isQuestion = command is RootCommand && NearestName.Find(unknown, command.Subcommands.Select(subcommand => subcommand.Name)) is null;
        return $"Unknown command '{unknown}'. {(isQuestion ? $"To ask that: lurkbot chat {ShellWord.Quote(string.Join(' ', args))}" : meant)}";
    }

    private static string? UnknownOption(ParseResult result, HashSet<string> words)
    {
        foreach (var symbol in result.CommandResult.Children)
        {
            var isCommand = symbol is ArgumentResult { Argument.Name: "COMMAND" };
            var found = symbol switch
            {
                // What is run in a sandbox has options of its own, behind its name.
                ArgumentResult argument => argument.Tokens.Skip(isCommand ? 1 : 0).Take(isCommand ? 0 : int.MaxValue).Select(token => token.Value).FirstOrDefault(value => value is ['-', '-' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..]),
                OptionResult { Implicit: false } option => option.Tokens.Select(token => token.Value).FirstOrDefault(value => value.StartsWith("--", StringComparison.Ordinal)),
                _ => null,
            };
            if (found is not null && words.Contains(found) && !found.Any(char.IsWhiteSpace))
                return found;
        }

        return null;
    }

    /// <summary>An empty word, such as an unset variable in quotes leaves, is not a path.</summary>
    private static string? EmptyPath(ParseResult result) => result.CommandResult.Children.Select(symbol => symbol switch
    {
        ArgumentResult { Argument.HelpName: "FILE" or "PATH" } argument when argument.Tokens.Any(token => token.Value.Length == 0) => argument.Argument.HelpName,
        OptionResult { Option.HelpName: "FILE" or "PATH" } option when option.Tokens.Any(token => token.Value.Length == 0) => option.Option.Name,
        _ => null,
    }).FirstOrDefault(name => name is not null);

    private static IEnumerable<string> Options(ParseResult result) => result.CommandResult.Command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.Length > 2);

    /// <summary>The whole command with the nearest name in the place of a wrong one, else where to look.</summary>
    private static string Hint(string wrong, IEnumerable<string> names, string[] args, Command command)
    {
        if (NearestName.Find(wrong, names) is not { } nearest)
            return See(command);
        var (fixedArgs, index) = (args.ToArray(), Array.IndexOf(args, wrong));
        if (index < 0)
            return $"Did you mean {nearest}?";
        fixedArgs[index] = nearest;
        return $"Did you mean: lurkbot {string.Join(' ', fixedArgs.Select(ShellWord.Quote))}";
    }

    /// <summary>For a value that is none of those that are accepted, the command with the nearest.</summary>
    private static string Hint(ParseResult result, string[] args, Command command)
    {
        var quoted = result.Errors[0].Message.Split('\'').Where((_, index) => index % 2 == 1).ToList();
        return quoted.Count > 1 && args.Contains(quoted[0], StringComparer.Ordinal) ? Hint(quoted[0], quoted.Skip(1), args, command) : See(command);
    }

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string See(Command command)
    {
        var path = string.Concat(command.Parents.Reverse().Append(command).OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name + " "));
        return $"See: lurkbot {path}--help";
    }
}
