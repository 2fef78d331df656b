using System.CommandLine;
using System.Text.Json;
using LurkBot.Accounting;
using LurkBot.Budgets;
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
            var (what, from) = (result.GetValue(by)!, since.In(result, host.Time));
            var report = new UsageReport(Enum.Parse<UsageGrouping>(what, ignoreCase: true), host.Prices, host.Zone);
            foreach (var problem in await new UsageReader(host.Store).ReadAsync(from, report.Add, cancellationToken))
                Warnings.Write(problem);
            var budgets = Budgets(host);
            if (json.In(result))
            {
                WriteJson(what, from, report, budgets);
                return ExitCodes.Success;
            }

            Console.Write(report.Total.Calls == 0 ? $"No calls to a model{(from is null ? "" : " since then")}.{Environment.NewLine}" : UsageTable.Of(what, report.Groups, report.Total));
            foreach (var line in BudgetOutput.Lines(budgets))
                Console.WriteLine(line);
            return ExitCodes.Success;
        });
        return command;
    }

    private static IReadOnlyList<BudgetStatus> Budgets(Host host)
    {
        try
        {
            return BudgetOverview.Today(host.Options.Budgets, host.Prices, host.Ledger, host.Zone, host.Time.GetUtcNow());
        }
        catch (LurkBotException e)
        {
            // The calls can be read on a disk that cannot be written.
            Warnings.Write(e.Message);
            return [];
        }
    }

    private static void WriteJson(string what, DateTimeOffset? since, UsageReport report, IReadOnlyList<BudgetStatus> budgets)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("by"u8, what);
            if (since is { } from)
                json.WriteString("since"u8, from.UtcDateTime);
            json.WriteStartArray("groups"u8);
            foreach (var group in report.Groups)
                UsageOutput.Write(json, what, group);
            json.WriteEndArray();
            json.WriteStartObject("total"u8);
            UsageOutput.Write(json, report.Total);
            json.WriteEndObject();
            BudgetOutput.Write(json, budgets);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
