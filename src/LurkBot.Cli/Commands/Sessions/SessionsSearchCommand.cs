using System.CommandLine;
using System.Globalization;
using System.Text;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Cli.Terminal;
using LurkBot.Commands;
using LurkBot.Search;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions search</c>: finds messages in all sessions.</summary>
internal static class SessionsSearchCommand
{
    public static Command Create()
    {
        var words = new Argument<string[]>("WORDS") { Description = "A question or words: messages that have most of them come first. Words in \"quotes\" must occur as they are.", Arity = ArgumentArity.OneOrMore };
        var session = new Option<string?>("--session") { HelpName = "KEY", Description = "Only this session." };
        session.CompletionSources.Add(SessionsCommand.CompleteKeys);
        var channel = new Option<string?>("--channel") { Description = "Only sessions of this channel." };
        var since = new SinceOption();
        var limit = new NumberOption("--limit", "At most this many messages (default: 20).");
        var every = new FlagOption("--every-word", "Only messages that have all the words, in any form.");
        var exact = new FlagOption("--exact", "Only messages that have all the words as they are, also inside other words; the newest first.");
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("search", "Find messages in all sessions, archived ones too.") { words, session, channel, since, limit, every, exact, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var query = new SearchQuery(string.Join(' ', result.GetValue(words)!))
            {
                Mode = exact.In(result) ? SearchMode.Exact : every.In(result) ? SearchMode.EveryWord : SearchMode.Relevance,
                Session = result.GetValue(session) is { } name ? await host.FindAsync(name, cancellationToken) : null,
                Channel = result.GetValue(channel),
                Since = since.In(result, host.Time),
                Limit = limit.In(result) is { } most and > 0 ? most : 20,
            };
            var found = await host.SearchAsync(query, cancellationToken);
            foreach (var problem in found.Problems)
                Warnings.Write(problem);
            if (json.In(result))
                JsonOutput.Write([.. found.Hits.Select(SearchHitJson.Of)], ReportJson.Default.IReadOnlyListSearchHitJson);
            else
                WriteText(found, query.Limit, TerminalCapabilities.Detect(plain: false).Rich);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Prints where and when, and the text around the words.</summary>
    public static void WriteText(SearchResult found, int limit, bool bold)
    {
        var output = new StringBuilder();
        foreach (var hit in found.Hits)
        {
            var standing = hit.Standing switch { EntryVisibility.Cleared => ", cleared", EntryVisibility.Undone => ", taken back", _ => "" };
            output.Append(TerminalText.Sanitize($"{hit.Session} #{hit.EntryId}", keepNewlines: false))
                .Append("  ").Append(hit.At.LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append("  ")
                .AppendLine(TerminalText.Sanitize((hit.Who ?? hit.Role) + standing, keepNewlines: false));
            output.Append("    ").AppendLine(Marked(hit.Snippet, bold));
        }

        if (found.Hits.Count == 0)
            output.AppendLine("Nothing found.");
        else if (found.HasMore)
            output.Append("There is more than these ").Append(found.Hits.Count).Append("; --limit ").Append(Math.Min(10L * limit, int.MaxValue)).AppendLine(" shows more.");
        Console.Write(output.ToString());
    }

    /// <summary>The words in bold, where the terminal shows that.</summary>
    private static string Marked(Snippet snippet, bool bold)
    {
        if (!bold)
            return TerminalText.Sanitize(snippet.Text, keepNewlines: false);
        var (text, position) = (new StringBuilder(), 0);
        foreach (var match in snippet.Matches)
        {
            var (start, length) = (match.Start, match.Length);
            text.Append(TerminalText.Sanitize(snippet.Text[position..start], keepNewlines: false));
            text.Append("\u001b[1m").Append(TerminalText.Sanitize(snippet.Text.Substring(start, length), keepNewlines: false)).Append("\u001b[22m");
            position = start + length;
        }

        return text.Append(TerminalText.Sanitize(snippet.Text[position..], keepNewlines: false)).ToString();
    }
}
