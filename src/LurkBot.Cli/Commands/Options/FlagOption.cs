using System.CommandLine;

namespace LurkBot.Cli.Commands;

/// <summary>An option that is given or not. It is text inside: an option of a value type is compiled anew at each start.</summary>
internal sealed class FlagOption : Option<string?>
{
    /// <summary>Makes the option.</summary>
    /// <param name="name">Its name with the dashes.</param>
    /// <param name="description">One sentence for the help.</param>
    /// <param name="aliases">Other names.</param>
    public FlagOption(string name, string description, params string[] aliases)
        : base(name, aliases)
    {
        Description = description;
        Arity = ArgumentArity.Zero;
    }

    /// <summary>Whether the option was given.</summary>
    public bool In(ParseResult result) => result.GetResult(this) is { Implicit: false };
}
