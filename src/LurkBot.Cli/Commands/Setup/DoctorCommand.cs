using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Diagnostics;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot doctor</c>: what is there, what holds, and how to mend what does not.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("doctor", "Say who would answer; check each key and address, the configuration, the home and the sandbox, and say how to fix what is wrong. Fails if something does not work.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            IReadOnlyList<DoctorCheck> checks = [.. await Host.TryProvidersAsync(cancellationToken), .. await Host.CreateDoctor().ExamineAsync(cancellationToken), .. Host.ExaminePairing(), .. Host.ExamineSchedules()];
            if (json.In(result))
                JsonOutput.Write([.. checks.Select(DoctorCheckJson.Of)], ReportJson.Default.IReadOnlyListDoctorCheckJson);
            foreach (var line in json.In(result) ? [] : CheckTable.Of(checks))
                Console.WriteLine(line);
            return checks.Any(check => check.Status is DoctorStatus.Fail) ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }
}
