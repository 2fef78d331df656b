using System.Globalization;
using LurkBot.Entries;
using LurkBot.Text;

namespace LurkBot.Rendering;

/// <summary>A session as a page of Markdown. What was said stands in quotes and fences that nothing in it can end.</summary>
/// <param name="output">Where to.</param>
internal sealed class MarkdownTranscript(TextWriter output)
{
    private readonly MarkdownQuote quote = new(output);

    /// <summary>Writes the page.</summary>
    /// <param name="transcript">The session.</param>
    public void Write(Transcript transcript)
    {
        var info = transcript.Info;
        output.Write($"# {Escape(info.Key.ToString())}\n\n<!-- lurkbot-export {info.Id} -->\n\n");
        output.Write(string.Create(CultureInfo.InvariantCulture, $"Started {Moment(info.CreatedAt)} UTC, {Plural.Of(info.MessageCount, "message")}.\n"));
        Entry? before = null;
        foreach (var entry in transcript.Entries)
        {
            if (transcript.IsPlaced(entry))
                continue;
            if (entry is SystemEntry system)
                WriteEvent(system);
            else
                WriteEntry(transcript, entry, continues: before is not null && Transcript.Continues(before, entry));
            before = entry;
        }
    }

    private void WriteEntry(Transcript transcript, Entry entry, bool continues)
    {
        if (!continues)
            output.Write($"\n## {Escape(Transcript.Speaker(entry))} · {Moment(entry.At)}{(transcript.Fate(entry) is { } fate ? $" · {fate}" : "")}\n");
        if (entry is AssistantEntry { Reasoning: { Length: > 0 } reasoning })
        {
            output.Write("\nReasoning:\n");
            quote.Fence(reasoning, "text");
        }

        if (entry is ToolEntry result)
            WriteResult(result);
        else if (entry.Content.Length > 0)
            quote.Write(entry.Content);
        if (entry is UserEntry { Attachments: { Count: > 0 } attachments })
        {
            foreach (var name in attachments.Select(attachment => attachment.Name))
                output.Write($"\nAttached: {Escape(name)}\n");
        }

        if (entry is not AssistantEntry assistant)
            return;
        for (var i = 0; i < assistant.ToolCalls.Count; i++)
        {
            var call = assistant.ToolCalls[i];
            output.Write($"\n### Tool {Escape(call.Name)}\n");
            quote.Fence(ToolArgumentsText.Indented(call.Arguments), "json");
            if (transcript.ResultOf(assistant, i) is { } answer)
                WriteResult(answer);
        }

        if (Transcript.Ending(assistant) is { } ending)
            output.Write($"\n*{Escape(ending)}*\n");
    }

    private void WriteResult(ToolEntry result)
    {
        output.Write(result.Error ? "\nFailed:\n" : "\nOutput:\n");
        quote.Fence(result.Content, "text");
    }

    private void WriteEvent(SystemEntry entry)
    {
        output.Write($"\n---\n\n*{Escape(Transcript.Event(entry))} · {Moment(entry.At)}*\n");
        if (entry is SummaryEntry && entry.Content.Length > 0)
            quote.Write(entry.Content);
    }

    /// <summary>One line of plain text: CommonMark, section 2.4, lets a backslash take the meaning from any sign.</summary>
    private static string Escape(string text)
    {
        var line = TerminalText.Sanitize(text, keepNewlines: false);
        return string.Concat(line.Select(character => "\\`*_[]<>&|~#$".Contains(character, StringComparison.Ordinal) ? $"\\{character}" : character.ToString()));
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
