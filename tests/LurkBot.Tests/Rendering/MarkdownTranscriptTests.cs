using CsCheck;
using LurkBot.Entries;
using LurkBot.Rendering;
using LurkBot.Tests.Export;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LurkBot.Tests.Rendering;

public sealed class MarkdownTranscriptTests
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseFootnotes().Build();

    [Fact]
    public void Write_HostileTextInEveryField_StaysInItsPlace() => HostileText.Any.Sample(text =>
    {
        var page = Page(
            Seeds.User(text, name: text),
            new AssistantEntry { Id = 2, Turn = 1, Content = text, Reasoning = text, ToolCalls = [new ToolCall("c", text, text)] },
            new ToolEntry { Id = 3, Turn = 1, ToolCallId = "c", Name = "x", Content = text },
            new NoticeEntry { Id = 4, Turn = 1, Content = text, Actor = text },
            Seeds.User("the end", 5));
        var document = Markdown.Parse(page, Pipeline);
        Assert.Equal([1, 2, 2, 3, 2], document.OfType<HeadingBlock>().Select(heading => heading.Level));
        Assert.Single(document.Descendants<HtmlBlock>());
        Assert.Empty(document.Descendants<HtmlInline>());
        Assert.Empty(document.Descendants<LinkReferenceDefinition>());
        Assert.DoesNotContain(document.Descendants<LinkInline>(), link => link.IsImage || !HtmlLink.IsSafe(link.Url));
        Assert.Equal("the end", Assert.IsType<QuoteBlock>(document[^1]).Descendants<LiteralInline>().Single().Content.ToString());
    });

    [Fact]
    public void Write_Session_NamesWhoAndWhen()
    {
        var page = Page(
            Seeds.User("# hi\n\n- a"),
            new AssistantEntry { Id = 2, Turn = 1, At = DateTimeOffset.UnixEpoch, Content = "x", ToolCalls = [new ToolCall("c", "bash", "{\"a\":1}")] },
            new ToolEntry { Id = 3, Turn = 1, ToolCallId = "c", Name = "bash", Content = "```" },
            new ClearEntry { Id = 4, Turn = 1, At = DateTimeOffset.UnixEpoch, Actor = "owner" });
        Assert.Contains("""
            ## Ada · 2026-11-24 09:00 · cleared

            > # hi
            >
            > - a

            ## Assistant · 1970-01-01 00:00 · cleared

            > x

            ### Tool bash

            ```json
            {
              "a": 1
            }
            ```

            Output:

            ````text
            ```
            ````

            ---

            *Cleared: the model no longer sees what stands above, by owner · 1970-01-01 00:00*
            """.ReplaceLineEndings("\n"), page, StringComparison.Ordinal);
    }

    private static string Page(params Entry[] entries)
    {
        using var writer = new StringWriter();
        new MarkdownTranscript(writer).Write(new Transcript(Seeds.Info(), entries));
        return writer.ToString();
    }
}
