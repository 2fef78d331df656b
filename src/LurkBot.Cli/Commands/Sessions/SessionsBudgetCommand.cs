using System.CommandLine;
using System.Text.Json;
using LurkBot.Budgets;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Commands;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions budget</c>: how a session's budgets stand, and giving it more.</summary>
internal static class SessionsBudgetCommand
{
    public static Command Create()
    {
        var key = SessionsCommand.KeyArgument();
        var resume = new FlagOption("--resume", "Let the session go on with as much again.");
        var add = new Option<string?>("--add") { Description = "Let the session go on with this much more: 50%, 10000 tokens (10000), or dollars ($2.50).", HelpName = "AMOUNT" };
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("budget", "Show how a session's budgets stand, or give it more.") { key, resume, add, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            await using var session = await host.OpenAsync(result.GetValue(key)!, cancellationToken);
            var watch = await host.Services.BudgetOfAsync(session.Info.Key, cancellationToken);
            var amount = resume.In(result) ? BudgetAmount.Again : result.GetValue(add) is { } text ? Parse(text) : null;
            if (amount is not null)
            {
                await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest("owner", host.Options.Sessions.LockTimeout, ChatSession.OnWaiting), cancellationToken);
                var raised = await watch.ExtendAsync(session, amount, new SessionChange("owner", "lurkbot sessions budget"), cancellationToken);
                if (raised.Count == 0)
                    throw new CommandException(ExitCodes.Failure, "No budget counts that. " + BudgetOutput.None);
                if (!json.In(result))
                    Write(BudgetOutput.Raised(raised));
            }

            var stands = await watch.ReadAsync(session, cancellationToken);
            if (json.In(result))
                WriteJson(session, stands);
            else if (amount is null)
                Write(stands.Count == 0 ? [BudgetOutput.None] : BudgetOutput.Lines(stands));
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>What a person wants to add.</summary>
    /// <exception cref="CommandException">It is no amount.</exception>
    public static BudgetAmount Parse(string text) => BudgetAmount.TryParse(text)
        ?? throw new CommandException(ExitCodes.Usage, $"{text} is no amount. Examples: +50%, +10000 (tokens), +$2.50.");

    private static void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.WriteLine(line);
    }

    private static void WriteJson(IStoredSession session, IReadOnlyList<BudgetStatus> stands)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("session"u8, session.Info.Key.ToString());
            BudgetOutput.Write(json, stands);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
