using System.CommandLine;
using System.Globalization;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Compaction;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions context|compact|expand</c>: what the model sees, and what summaries stand for.</summary>
internal static class SessionsContextCommands
{
    public static IEnumerable<Command> Create() => [Context(), Compact(), Expand()];

    private static Command Context()
    {
        var key = SessionsCommand.KeyArgument();
        var messages = new FlagOption("--messages", "Print the messages themselves.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var model = new Option<string?>("--model", "-m") { Description = "As another model would see it." };
        var command = new Command("context", "Show what the model would see of a session now, and what is left out.") { key, messages, json, model };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            await using var assistant = await host.FindAssistantAsync(() => host.CreateAssistant(), SingleTurn.WriteNote, cancellationToken);
            var view = await assistant.ViewContextAsync(session, result.GetValue(model), messages.In(result), cancellationToken);
            if (json.In(result))
                JsonOutput.Write(view, ReportJson.Default.ContextJson);
            else
                Console.Write(messages.In(result) ? ContextText.Messages(view) : ContextText.Of(view));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Compact()
    {
        var key = SessionsCommand.KeyArgument();
        var focus = new Option<string?>("--focus") { Description = "What to keep above all." };
        var model = new Option<string?>("--model", "-m") { Description = "The model that summarizes." };
        var dryRun = new FlagOption("--dry-run", "Say what would be made small, and change nothing.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("compact", "Make older messages of a session small for the model; they stay in the history.") { key, focus, model, dryRun, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            await using var session = await OpenAsync(host, result.GetValue(key)!, cancellationToken);
            var door = Door(result.GetValue(model));
            var forecast = await session.ForeseeCompactionAsync(door, cancellationToken);
            if (dryRun.In(result))
            {
                if (json.In(result))
                    JsonOutput.Write(CompactionJson.Of(session.Key, forecast), ReportJson.Default.CompactionJson);
                else
                    Console.WriteLine(forecast?.ToString() ?? CompactionText.Of(CompactionResult.Nothing));
                return ExitCodes.Success;
            }

            if (forecast is not null)
                Console.Error.WriteLine(forecast);
            var done = await session.CompactAsync(result.GetValue(focus), door, OperationRequest.ByOwner("lurkbot sessions compact") with { OnWaiting = ChatSession.OnWaiting }, cancellationToken);
            if (json.In(result))
                JsonOutput.Write(CompactionJson.Of(session.Key, done), ReportJson.Default.CompactionJson);
            else
                Console.WriteLine(TerminalText.Sanitize(CompactionText.Of(done).Replace("/undo takes", $"lurkbot sessions undo {session.Key} takes", StringComparison.Ordinal)));
            return done.Outcome is CompactionOutcome.Failed or CompactionOutcome.Outdated ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    private static Command Expand()
    {
        var key = new Argument<string>("KEY#ID") { HelpName = "KEY#ID", Description = "A session and the entry of a summary in it." };
        key.CompletionSources.Add(SessionsCommand.CompleteKeys);
        var json = new FlagOption("--json", "Print a JSON array of entries.");
        var command = new Command("expand", "Show the entries that a summary stands for.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var text = result.GetValue(key)!;
            var hash = text.LastIndexOf('#');
            if (hash < 0 || !long.TryParse(text.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                throw new CommandException(ExitCodes.Usage, "Name a summary as KEY#ID; sessions context shows which there are.");
            await using var session = await Host.Create(Warnings.Write).OpenAsync(text[..hash], cancellationToken);
            var entries = await session.ReadAllAsync(cancellationToken);
            if (entries.FirstOrDefault(entry => entry.Id == id) is not SummaryEntry { Range: not null } summary)
                throw new CommandException(ExitCodes.NotFound, $"Entry {id} is no summary.");
            var covered = entries.Where(entry => summary.Includes(entry.Id)).ToList();
            if (json.In(result))
            {
                await using var output = Console.OpenStandardOutput();
                EntryJson.WriteArray(output, covered);
                return ExitCodes.Success;
            }

            foreach (var entry in covered)
                Console.WriteLine($"#{entry.Id} {entry.At.LocalDateTime:yyyy-MM-dd HH:mm} {EntryText.Describe(entry)}");
            if (SummaryEvidence.Dropped(summary) is { Count: > 0 } dropped)
                Console.WriteLine(TerminalText.Sanitize("Not in the summary: " + string.Join(", ", dropped.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key} (#{item.Value})")))));
            return ExitCodes.Success;
        });
        return command;
    }

    private static MessageOverrides? Door(string? model) => model is null ? null : new MessageOverrides("") { Model = model };

    /// <summary>A session that exists.</summary>
    private static async Task<SessionOperations> OpenAsync(Host host, string name, CancellationToken cancellationToken) =>
        await SessionOperations.OpenAsync(host.Services, await host.FindAsync(name, cancellationToken), stream: true, cancellationToken);
}
