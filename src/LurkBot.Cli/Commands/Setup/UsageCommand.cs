using System.CommandLine;
using LurkBot.Accounting;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot usage</c>: tokens and money, by session, model, person or day.</summary>
internal static class UsageCommand
{
    public static Command Create()
    {
        var by = new Option<string>("--by") { Description = "session, model, person or day.", DefaultValueFactory = _ => "model" };
        by.AcceptOnlyFromAmong("session", "model", "person", "day");
        var since = new SinceOption();
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("usage", "Count tokens and money over all sessions.") { by, since, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            host.RequirePersistence("there is nothing to count.");
            var what = result.GetValue(by)!;
            var usage = await host.Sessions.CountUsageAsync(Enum.Parse<UsageGrouping>(what, ignoreCase: true), since.In(result, host.Time), cancellationToken);
            foreach (var problem in usage.Problems)
                Warnings.Write(problem);
            if (json.In(result))
            {
                JsonOutput.Write(UsageReportJson.Of(usage), ReportJson.Default.UsageReportJson);
                return ExitCodes.Success;
            }

            Console.Write(usage.Total.Calls == 0 ? $"No calls to a model{(usage.Since is null ? "" : " since then")}.{Environment.NewLine}" : UsageTable.Of(what, usage.Groups, usage.Total));
            foreach (var line in BudgetOutput.Lines(usage.Budgets))
                Console.WriteLine(line);
            return ExitCodes.Success;
        });
        return command;
    }
}
