using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Models;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot config</c>: what is set, and whether it is right.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var show = new Command("show", "Show every setting, its value and where it came from; secrets are masked.");
        var json = new FlagOption("--json", "Print a JSON array.");
        show.Options.Add(json);
        show.SetAction(result => Show(json.In(result)));
        var validate = new Command("validate", "Check the configuration and report all errors at once.");
        var asJson = new FlagOption("--json", "Print a JSON object.");
        validate.Options.Add(asJson);
        validate.SetAction(result => Validate(asJson.In(result)));
        return new Command("config", "Show and check the configuration.") { show, validate };
    }

    private static int Show(bool asJson)
    {
        var configuration = Host.LoadConfiguration();
        if (configuration.HomeProblem is { } problem)
            throw new CommandException(ExitCodes.Usage, problem);
        var values = configuration.Values;
        if (asJson)
        {
            JsonOutput.Write([.. values.Select(SettingJson.Of)], ReportJson.Default.IReadOnlyListSettingJson);
            return ExitCodes.Success;
        }

        var width = values.Max(value => value.Definition.Name.Length);
        foreach (var value in values)
            Console.WriteLine($"{value.Definition.Name.PadRight(width)}  {TerminalText.Sanitize(value.Value ?? "(not set)", keepNewlines: false)}  [{value.Source}]");
        return ExitCodes.Success;
    }

    private static int Validate(bool asJson)
    {
        var configuration = Host.LoadConfiguration();
        List<string> errors = [.. configuration.Errors, .. ModelCatalogue.Load(configuration.Options.Home).Problems];
        if (asJson)
        {
            JsonOutput.Write(new ValidationJson(errors.Count == 0, errors, configuration.Warnings), ReportJson.Default.ValidationJson);
            return errors.Count == 0 ? ExitCodes.Success : ExitCodes.Usage;
        }

        foreach (var warning in configuration.Warnings)
            Console.Error.WriteLine("warning: " + TerminalText.Sanitize(warning));
        foreach (var error in errors)
            Console.Error.WriteLine("error: " + TerminalText.Sanitize(error));
        if (errors.Count > 0)
            return ExitCodes.Usage;
        Console.WriteLine("The configuration is valid.");
        return ExitCodes.Success;
    }
}
