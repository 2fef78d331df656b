using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Subagents;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot subagents</c>: which kinds there are, and what they did.</summary>
internal static class SubagentsCommand
{
    private const int Recent = 20;

    public static Command Create() => new("subagents", "Show the agents that a session can start, and what they did.") { List(), Statistics() };

    private static Command List()
    {
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("list", $"List the agents and the {Recent} subagents that were started last.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var runs = await SubagentRuns.ReadAsync(host.Store, host.Services.Prices, cancellationToken);
            var secrets = new SecretRedactor(host.Services.SecretValues());
            var list = new SubagentListJson([.. new SubagentFolder(host.Options.Home).ReadAll().Select(SubagentReport.Of)], [.. runs.Take(Recent).Select(run => SubagentReport.Of(run, secrets))]);
            if (json.In(result))
                JsonOutput.Write(list, ReportJson.Default.SubagentListJson);
            else
                Write(SubagentReport.Text(list, host.Time.GetUtcNow()));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Statistics()
    {
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("stats", "Count subagents by agent: results, failures, tokens, money, time.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            IReadOnlyList<SubagentStatisticsJson> all = [.. SubagentStatistics.Of(await SubagentRuns.ReadAsync(host.Store, host.Services.Prices, cancellationToken)).Select(SubagentReport.Of)];
            if (json.In(result))
                JsonOutput.Write(all, ReportJson.Default.IReadOnlyListSubagentStatisticsJson);
            else
                Write(SubagentReport.Text(all));
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.WriteLine(TerminalText.Sanitize(line, keepNewlines: false));
    }
}
