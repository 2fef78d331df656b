using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Import;
using LurkBot.Planning;
using LurkBot.Sessions;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions import</c>: conversations of other programs, and exported ones.</summary>
internal static class SessionsImportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { HelpName = "PATH", Description = "Files and folders.", Arity = ArgumentArity.OneOrMore };
        paths.CompletionSources.Add(FileCompletion.Complete);
        var dryRun = new FlagOption("--dry-run", "Say what would be done, and do nothing.");
        var format = new Option<string?>("--format") { Description = $"The format of all files (default: told by their content): {string.Join(", ", SessionImporter.Formats)}." };
        format.AcceptOnlyFromAmong([.. SessionImporter.Formats]);
        var changeTrust = new FlagOption(TrustChange.Option, "Also import a session that is here under a key with other readers or less trust.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("import", "Bring in conversations of other programs: assistants, coding agents, Telegram, Slack, plain messages, and LurkBot's exports.") { paths, dryRun, format, changeTrust, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            host.RequirePersistence("what is imported would be gone at once.");
            var progress = new ImportProgress(host.Time);
            var options = new ImportOptions { DryRun = dryRun.In(result), Format = result.GetValue(format), ChangeTrust = changeTrust.In(result), MayKeepId = new SessionBelongings(host.Services).MayTakeId, LockTimeout = host.Options.Sessions.LockTimeout, OnFile = progress.OnFile };
            var report = new ImportReport(options.DryRun, json.In(result));
            await foreach (var step in new SessionImporter(host.Store, options).ImportAsync(result.GetValue(paths)!, cancellationToken))
            {
                progress.Clear();
                report.Add(step);
                progress.OnSession();
            }

            progress.Clear();
            report.Finish();
            return report.HasFailed ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }
}
