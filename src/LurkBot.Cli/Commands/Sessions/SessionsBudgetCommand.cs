using System.CommandLine;
using LurkBot.Budgets;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Operations;

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
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            var amount = resume.In(result) ? BudgetAmount.Again : result.GetValue(add) is { } text ? Parse(text) : null;
            var request = OperationRequest.ByOwner("lurkbot sessions budget") with { OnWaiting = ChatSession.OnWaiting };
            var budgets = await host.Sessions.ReadBudgetsAsync(session.ToString(), amount, request, cancellationToken);
            if (amount is not null && budgets.Raised.Count == 0)
                throw new CommandException(ExitCodes.Failure, "No budget counts that. " + BudgetOutput.None);
            if (json.In(result))
                JsonOutput.Write(SessionBudgetsJson.Of(budgets), ReportJson.Default.SessionBudgetsJson);
            else if (amount is not null)
                Write(BudgetOutput.Raised(budgets.Raised));
            else
                Write(budgets.Stands.Count == 0 ? [BudgetOutput.None] : BudgetOutput.Lines(budgets.Stands));
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
}
