using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LurkBot.Cli.Commands;

/// <summary>
/// An option that takes a whole number, at least 1. It is text inside: an option of a value type is compiled anew at each start.
/// </summary>
internal sealed class NumberOption : Option<string?>
{
    /// <summary>Makes the option.</summary>
    /// <param name="name">Its name with the dashes.</param>
    /// <param name="description">One sentence for the help.</param>
    public NumberOption(string name, string description)
        : base(name)
    {
        Description = description;
        HelpName = "N";
        Validators.Add(Validate);
    }

    /// <summary>The number given; null when the option was not.</summary>
    public int? In(ParseResult result) => result.GetValue(this) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private void Validate(OptionResult result)
    {
        if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1))
            result.AddError($"{Name} takes a whole number of at least 1, not '{result.Tokens[0].Value}'.");
    }
}
