using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using LurkBot.Channels;
using LurkBot.Rendering;

namespace LurkBot.Tests.Rendering.Dialects;

/// <summary>For made-up Markdown: the parts show the text of the whole in order, and the strict server takes each of their forms.</summary>
public sealed class SlackBlocksPropertyTests
{
    private static readonly int Iterations = LongTests.Enabled ? 5_000 : 60;

    private static readonly string[] Soup =
    [
        "a", "b ", "word", " ", "    ", "\n", "\n\n", "\r\n", "\t", "*", "**", "_", "`", "```", "```\n", "~~", "[", "]", "](", "![", "<", ">", "> ", "- ", "1. ", "| ", "|---|", "# ", "&", "&lt;", "\\", "\"", "https://e.com", "mailto:a@b.c",
        "\0", "\uD83D", "\uDE00", "😀", "\u200D", "漢", "\u202E", "\u2028", "<!channel>", "<@U1>", "<!subteam^S1>", "@here",
    ];

    private readonly LurkBot.Rendering.SlackBlocks dialect = new();

    [Fact]
    public void Render_AnyMarkdown_ShowsTheWholeTextInOrder() => TelegramHtmlPropertyTests.Sources.Sample(
        source =>
        {
            var parts = dialect.Render(source.Markdown);
            Assert.All(parts, AssertTaken);
            var whole = MessageBlock.Join([.. new MessageReader(dialect).Read(source.Markdown)]);
            Assert.Equal(Seen(whole), Seen(string.Concat(parts.Select(part => Shown(part.Markup)))));
        },
        iter: Iterations);

    [Fact]
    public void Render_AnyCharacters_IsTakenAndPingsNoOne() => Gen.Int[0, Soup.Length - 1].Select(index => Soup[index]).Array[0, 4000].Sample(
        pieces =>
        {
            var markdown = string.Concat(pieces);
            Assert.All(dialect.Render(markdown), AssertTaken);
            AssertTaken(dialect.Preview(markdown));
            var safe = SlackText.Harmless(markdown);
            Assert.Empty(LurkBot.Tests.Channels.SlackText.Broadcasts(safe));
            Assert.Empty(LurkBot.Tests.Channels.SlackText.Mentions(safe));
            var cut = markdown.Length / 2;
            Assert.StartsWith(SlackText.Harmless(markdown[..cut]), safe, StringComparison.Ordinal);
        },
        iter: Iterations);

    [Fact]
    public void Render_Code_IsCutWithoutLoss() => Gen.Select(Gen.Int[1, 40_000], Gen.Int[1, 9_000]).Sample(
        (length, line) =>
        {
            var code = new StringBuilder();
            for (var i = 0; code.Length < length; i++)
                code.Append(i).Append(i % line == line - 1 ? "\n" : " ");
            var content = code.Append('.').ToString();
            var parts = dialect.Render($"Text.\n\n```rust\n{content}\n```\n\nEnd.");
            Assert.All(parts, AssertTaken);
            Assert.Equal(Seen("Text." + content + "End."), Seen(string.Concat(parts.Select(part => Shown(part.Markup)))));
            Assert.All(parts.Skip(1).SkipLast(1), part => Assert.Equal("rich_text_preformatted", (string?)JsonNode.Parse(part.Markup)![0]!["elements"]![0]!["type"]));
        },
        iter: Iterations);

    [Fact]
    public void Render_Styles_AreStructure() => Assert.Equal(
        """[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Title","style":{"bold":true}},{"type":"text","text":"\n\na "},{"type":"text","text":"b","style":{"bold":true}},{"type":"text","text":" "},{"type":"text","text":"c","style":{"italic":true}},{"type":"text","text":" "},{"type":"text","text":"x<y","style":{"code":true}},{"type":"text","text":" "},{"type":"link","url":"https://e.com/","text":"docs"},{"type":"text","text":"\n"}]},{"type":"rich_text_preformatted","elements":[{"type":"text","text":"if (a)"}],"border":0},{"type":"rich_text_quote","elements":[{"type":"text","text":"said"}]}]}]""",
        dialect.Render("# Title\n\na **b** *c* `x<y` [docs](https://e.com)\n\n```\nif (a)\n```\n\n> said")[0].Markup);

    [Theory]
    [InlineData("")]
    [InlineData("```\n```")]
    public void Preview_WithNothingToSee_IsTaken(string markdown)
    {
        AssertTaken(dialect.Preview(markdown));
        Assert.Empty(dialect.Render(markdown));
    }

    private static void AssertTaken(RenderedPart part)
    {
        foreach (var form in new[] { part.Markup, part.Rich }.OfType<string>())
        {
            var blocks = JsonNode.Parse(form)!.AsArray();
            LurkBot.Tests.Channels.SlackBlocks.Check(blocks);
            Assert.Empty(LurkBot.Tests.Channels.SlackText.Marked(blocks));
            Assert.True(Encoding.UTF8.GetByteCount(form) <= 60_000);
            Assert.All(Texts(blocks), text => Assert.NotEqual("", text));
        }

        Assert.InRange(Shown(part.Markup).Length, 1, 8000);
        Assert.InRange(part.Plain.Length, 1, 16_000);
    }

    private static string Shown(string markup) => string.Concat(Texts(JsonNode.Parse(markup)));

    private static IEnumerable<string> Texts(JsonNode? node) => LurkBot.Tests.Channels.SlackText.Of(node);

    private static string Seen(string text) => string.Concat(text.EnumerateRunes().Where(rune => Ink.IsIn(rune.ToString()) && !Rune.IsWhiteSpace(rune)));
}
