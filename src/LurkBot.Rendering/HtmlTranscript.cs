using System.Globalization;
using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Rendering;

/// <summary>A session as one HTML page.</summary>
/// <param name="page">Where to.</param>
internal sealed class HtmlTranscript(HtmlOutput page)
{
    private readonly HtmlMarkdown markdown = new();

    /// <summary>Writes the page.</summary>
    /// <param name="transcript">The session.</param>
    public void Write(Transcript transcript)
    {
        var info = transcript.Info;
        HtmlPage.Begin(page, info.Key.ToString(), info.Id.ToString());
        WriteHead(info);
        page.Raw("<main>\n");
        var (day, open) = (default(DateTime), (Entry?)null);
        foreach (var entry in transcript.Entries)
        {
            if (transcript.IsPlaced(entry))
                continue;
            if (entry.At.UtcDateTime.Date != day)
            {
                open = Close(open);
                day = entry.At.UtcDateTime.Date;
                page.Raw("<h2 class=\"day\">").Time(entry.At, "yyyy-MM-dd").Raw("</h2>\n");
            }

            if (open is null || !Transcript.Continues(open, entry) || transcript.Fate(open) != transcript.Fate(entry))
            {
                Close(open);
                open = entry is SystemEntry ? null : Open(entry, transcript.Fate(entry));
            }

            WriteEntry(transcript, entry);
        }

        Close(open);
        page.Raw(transcript.Entries.Count == 0 ? "<p class=\"empty\">Nothing was said yet.</p>\n" : "");
        page.Raw("</main>\n<footer>Exported by LurkBot. Times are UTC.</footer>\n");
        HtmlPage.End(page);
    }

    private void WriteHead(SessionInfo info)
    {
        page.Raw("<header class=\"session\">\n<p class=\"brand\">LurkBot session</p>\n<h1><bdi>").Text(info.Key.ToString()).Raw("</bdi></h1>\n<p class=\"facts\">")
            .Raw(info.MessageCount == 1 ? "1 message" : info.MessageCount.ToString("N0", CultureInfo.InvariantCulture) + " messages")
            .Raw(" · ").Time(info.CreatedAt, "yyyy-MM-dd");
        if (info.UpdatedAt.UtcDateTime.Date != info.CreatedAt.UtcDateTime.Date)
            page.Raw(" – ").Time(info.UpdatedAt, "yyyy-MM-dd");
        if (info.Model is { } model)
            page.Raw(" · <bdi>").Text(model).Raw("</bdi>");
        page.Raw("</p>\n</header>\n");
    }

    private Entry Open(Entry entry, string? fate)
    {
        var kind = entry switch
        {
            UserEntry { IsSaid: true } => "user",
            AssistantEntry => "assistant",
            ToolEntry => "assistant",
            _ => "other",
        };
        var id = entry.Id.ToString(CultureInfo.InvariantCulture);
        page.Raw($"<article id=\"e{id}\" class=\"{kind}{(fate is null ? "" : " gone")}\">\n<header><h3><bdi>")
            .Text(Transcript.Speaker(entry)).Raw("</bdi></h3>");
        if (fate is not null)
            page.Raw(fate == Transcript.Cleared ? "<span class=\"unseen\">" : "<span class=\"badge\">").Raw(fate).Raw("</span>");
        if (entry is AssistantEntry { Model: { } model })
            page.Raw("<span class=\"model\"><bdi>").Text(model).Raw("</bdi></span>");
        page.Raw($"<a class=\"moment\" href=\"#e{id}\">").Time(entry.At, "HH:mm").Raw("</a></header>\n");
        return entry;
    }

    private Entry? Close(Entry? open)
    {
        if (open is not null)
            page.Raw("</article>\n");
        return null;
    }

    private void WriteEntry(Transcript transcript, Entry entry)
    {
        switch (entry)
        {
            case SystemEntry system:
                WriteEvent(system, transcript.Fate(system));
                break;
            case AssistantEntry assistant:
                if (assistant.Reasoning is { Length: > 0 } reasoning)
                    page.Raw("<details class=\"fold\"><summary>Reasoning</summary><div class=\"body quiet\" dir=\"auto\" lang=\"\">").Rendered(markdown.Render(reasoning)).Raw("</div></details>\n");
                WriteBody(assistant.Content);
                for (var i = 0; i < assistant.ToolCalls.Count; i++)
                    HtmlToolCall.Write(page, assistant.ToolCalls[i], transcript.ResultOf(assistant, i));
                if (Transcript.Ending(assistant) is { } ending)
                    page.Raw("<p class=\"ending\">").Text(ending).Raw("</p>\n");
                break;
            case ToolEntry tool:
                HtmlToolCall.Write(page, tool);
                break;
            default:
                WriteBody(entry.Content);
                if (entry is UserEntry { Attachments: { Count: > 0 } attachments })
                    HtmlAttachments.Write(page, attachments);
                break;
        }
    }

    private void WriteBody(string content)
    {
        if (!string.IsNullOrWhiteSpace(content))
            page.Raw("<div class=\"body\" dir=\"auto\" lang=\"\">\n").Rendered(markdown.Render(content)).Raw("</div>\n");
    }

    private void WriteEvent(SystemEntry entry, string? fate)
    {
        var id = entry.Id.ToString(CultureInfo.InvariantCulture);
        page.Raw($"<div id=\"e{id}\" class=\"event{(entry is ClearEntry ? " cut" : "")}{(fate is null ? "" : " gone")}\">");
        if (entry is SummaryEntry)
            page.Raw("<details class=\"fold\"><summary>").Text(Transcript.Event(entry)).Raw("</summary><div class=\"body quiet\" dir=\"auto\" lang=\"\">").Rendered(markdown.Render(entry.Content)).Raw("</div></details>");
        else
            page.Raw("<p><bdi>").Text(Transcript.Event(entry)).Raw("</bdi>").Raw(fate == Transcript.TakenBack ? " <span class=\"badge\">taken back</span> " : " ").Time(entry.At, "HH:mm").Raw("</p>");
        page.Raw("</div>\n");
    }
}
