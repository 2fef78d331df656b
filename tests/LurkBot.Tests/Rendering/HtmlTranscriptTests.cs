using CsCheck;
using LurkBot.Entries;
using LurkBot.Rendering;
using LurkBot.Tests.Export;

namespace LurkBot.Tests.Rendering;

public sealed class HtmlTranscriptTests
{
    [Fact]
    public void Write_HostileTextInEveryField_StaysText() => HostileText.Any.Sample(text =>
    {
        var page = HtmlCheck.Text(Page(
            Seeds.User(text + "\n\nthe end", name: text) with { Attachments = [new Attachment(text, "", 0, "")] },
            new AssistantEntry { Id = 2, Turn = 1, Content = text, Model = text, Reasoning = text, Finish = text, Partial = true, ToolCalls = [new ToolCall("c", text, System.Text.Json.JsonSerializer.Serialize(new { command = text }))] },
            new ToolEntry { Id = 3, Turn = 1, ToolCallId = "c", Name = text, Content = text, Blob = text, Error = true },
            new ToolEntry { Id = 4, Turn = 1, ToolCallId = "gone", Name = text, Content = text },
            new SummaryEntry { Id = 5, Content = text, Actor = text, Reason = text },
            new OtherSystemEntry(text) { Id = 6, Content = text, Actor = text, Reason = text },
            new OtherEntry { Id = 7, Role = text, Content = text }));
        Assert.Contains("the end", page, StringComparison.Ordinal);
        Assert.Equal(text.Contains("marker", StringComparison.Ordinal), page.Contains("marker", StringComparison.Ordinal));
    });

    [Fact]
    public void Write_Markdown_IsRendered()
    {
        var page = Page(Seeds.User("# Title\n\n**bold** [site](https://example.com/a?b=1&c=2) ![pic](http://example.com/p.png)\n\n```cs\nvar x = 1 < 2;\n```\n\n|a|b|\n|-|-:|\n|1|2|\n\n- [x] done"));
        HtmlCheck.Text(page);
        Assert.Contains("<h4>Title</h4>", page, StringComparison.Ordinal);
        Assert.Contains("<strong>bold</strong> <a href=\"https://example.com/a?b=1&amp;c=2\" rel=\"noopener noreferrer\">site</a> <a href=\"http://example.com/p.png\"", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"language\">cs</p><pre tabindex=\"0\"><code>var x = 1 &lt; 2;\n</code></pre>", page, StringComparison.Ordinal);
        Assert.Contains("<td style=\"text-align: right;\">2</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](java&Tab;script:alert(1))")]
    [InlineData("[x](data:text/html,1)")]
    [InlineData("[x](/etc/passwd)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x][r]\n\n[r]: vbscript:x")]
    [InlineData("<javascript:alert(1)>")]
    public void Write_LinkToAnywhereElse_IsText(string markdown) =>
        Assert.DoesNotContain("<a href", Page(Seeds.User(markdown)).Split("class=\"body\"")[1], StringComparison.Ordinal);

    [Fact]
    public void Write_Page_LoadsAndRunsNothing()
    {
        var page = Page(Seeds.User("hi"));
        Assert.Contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:", page, StringComparison.Ordinal);
        Assert.Contains("<title>cli:default:main</title>", page, StringComparison.Ordinal);
        Assert.Contains("<time datetime=\"2026-11-24T09:00:00Z\">09:00</time>", page, StringComparison.Ordinal);
        foreach (var loader in (string[])["<script", "<link", "<img", "src=", "@import", "url(", "<iframe"])
            Assert.DoesNotContain(loader, page, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ToolCall_FoldsItWithItsResult()
    {
        var page = Page(
            new AssistantEntry { Id = 1, Turn = 1, ToolCalls = [new ToolCall("a", "bash", "{\"command\":\"ls -l\"}"), new ToolCall("b", "read", "{}")] },
            new ToolEntry { Id = 2, Turn = 1, ToolCallId = "a", Name = "bash", Content = "total 0", Error = true });
        var calls = page.Split("<details class=\"fold tool\">");
        Assert.Equal(3, calls.Length);
        Assert.Contains("<bdi>ls -l</bdi>", calls[1], StringComparison.Ordinal);
        Assert.Contains("failed", calls[1], StringComparison.Ordinal);
        Assert.Contains("total 0</pre>", calls[1], StringComparison.Ordinal);
        Assert.Contains("no result", calls[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ClearedAndTakenBack_AreMarked()
    {
        var page = Page(
            Seeds.User("first"),
            new ClearEntry { Id = 2, Turn = 1 },
            Seeds.User("second", 3),
            new AssistantEntry { Id = 4, Turn = 3, Content = "reply" },
            new UndoEntry { Id = 5, Turn = 3, Undoes = 3 },
            Seeds.User("third", 6));
        var articles = page.Split("<article ")[1..];
        Assert.Contains("user gone\"", articles[0], StringComparison.Ordinal);
        Assert.Contains(">cleared<", articles[0], StringComparison.Ordinal);
        Assert.All(articles[1..3], article => Assert.Contains(">taken back<", article, StringComparison.Ordinal));
        Assert.DoesNotContain("gone", articles[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("> ")]
    [InlineData("*a **a ")]
    [InlineData("|a")]
    [InlineData("|\n")]
    [InlineData("`")]
    [InlineData("<a ")]
    [InlineData("![](")]
    [InlineData("- ")]
    public async Task Write_LongHostileMarkdown_IsShown(string piece)
    {
        var page = Task.Run(() => Page(Seeds.User(string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length)))));
        HtmlCheck.Text(await page.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Write_TableWithFewCellsInManyRows_DoesNotGrowByTheirProduct()
    {
        var columns = string.Concat(Enumerable.Repeat("|a", 2000));
        var page = Page(Seeds.User($"{columns}\n{columns.Replace('a', '-')}\n{string.Concat(Enumerable.Repeat("|b\n", 2000))}"));
        HtmlCheck.Text(page);
        Assert.True(page.Length < 100_000);
    }

    private static string Page(params Entry[] entries)
    {
        using var writer = new StringWriter();
        new HtmlTranscript(new HtmlOutput(writer)).Write(new Transcript(Seeds.Info(), entries));
        return writer.ToString();
    }
}
