using System.CommandLine;
using System.Globalization;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Compaction;
using LurkBot.Entries;
using LurkBot.Rendering;
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
            await using var chat = await OpenAsync(Host.Create(), result.GetValue(key)!, result.GetValue(model), cancellationToken);
            var view = (await chat.ViewContextAsync(cancellationToken))!;
            if (json.In(result))
            {
                await using var output = Console.OpenStandardOutput();
                ContextText.WriteJson(output, view, chat.Key.ToString(), chat.Model, messages.In(result));
                output.WriteByte((byte)'\n');
                return ExitCodes.Success;
            }

            Console.Write(messages.In(result) ? ContextText.Messages(view) : ContextText.Of(view, chat.Model));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Compact()
    {
        var key = SessionsCommand.KeyArgument();
        var focus = new Option<string?>("--focus") { Description = "What to keep above all." };
        var model = new Option<string?>("--model", "-m") { Description = "The model that summarizes." };
        var command = new Command("compact", "Make older messages of a session small for the model; they stay in the history.") { key, focus, model };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create();
            await using var chat = await OpenAsync(host, result.GetValue(key)!, result.GetValue(model), cancellationToken);
            Console.Error.WriteLine($"{TerminalText.Sanitize(chat.Model)} summarizes…");
            var done = await chat.CompactAsync(result.GetValue(focus), cancellationToken);
            Console.WriteLine(TerminalText.Sanitize(CompactionText.Of(done).Replace("/undo takes", $"lurkbot sessions undo {chat.Key} takes", StringComparison.Ordinal)));
            return done.Outcome is CompactionOutcome.Failed or CompactionOutcome.Outdated ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    private static Command Expand()
    {
        var key = new Argument<string>("KEY#ID") { Description = "A session and the entry of a summary in it." };
        key.CompletionSources.Add(SessionsCommand.CompleteKeys);
        var json = new FlagOption("--json", "Print a JSON array of entries.");
        var command = new Command("expand", "Show the entries that a summary stands for.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var text = result.GetValue(key)!;
            var hash = text.LastIndexOf('#');
            if (hash < 0 || !long.TryParse(text.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                throw new CommandException(ExitCodes.Usage, "Name a summary as KEY#ID; sessions context shows which there are.");
            await using var session = await Host.Create().OpenAsync(text[..hash], cancellationToken);
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

    /// <summary>A session that exists, with the model that it would use.</summary>
    private static async Task<ChatSession> OpenAsync(Host host, string name, string? model, CancellationToken cancellationToken)
    {
        var key = await host.FindAsync(name, cancellationToken);
        return await ChatSession.OpenAsync(host, key.ToString(), new ChatSettings(model, SystemPrompt: null, Stream: true), cancellationToken);
    }
}
