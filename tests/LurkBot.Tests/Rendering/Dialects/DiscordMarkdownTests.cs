using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using LurkBot.Rendering;

namespace LurkBot.Tests.Rendering.Dialects;

/// <summary>Markdown as Discord shows it: the same text and styles, in parts that it takes, and never a mention.</summary>
public sealed partial class DiscordMarkdownTests
{
    private static readonly int Iterations = LongTests.Enabled ? 3_000 : 300;

    private static readonly string[] Soup =
    [
        "a", "b ", "word", " ", "  ", "\n", "\n\n", "*", "**", "_", "__", "`", "``", "```", "```\n", "~~", "||", "[", "]", "(", ")", "](", "<", ">", "> ", "- ", "-# ", "# ", "1. ", "| ", "|---|", "\\", "@everyone", "@here", "@", "everyone",
        "<@123>", "<@!123>", "<@&123>", "<#123>", "<:a:1>", "<t:1>", "</a:1>", "https://e.com", "https://e.com/a_b_c", "😀", "漢", "\u202E", "\u200B", "&lt;@123&gt;", "`<@123>`", "[a](https://e.com)", "[https://x.y](https://e.com)",
    ];

    private readonly DiscordMarkdown dialect = new();

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("**b** *i* ~~s~~ `c`", "**b** *i* ~~s~~ `c`")]
    [InlineData("***both***", "***both***")]
    [InlineData("**a***b*", "**a**\u200B*b*")]
    [InlineData("** not bold**", "\\*\\* not bold\\*\\*")]
    [InlineData("# One\n\ntext\n\n#### Four", "# One\n\ntext\n\n### Four")]
    [InlineData("**One\nline**\n===", "# **One line**")]
    [InlineData("[-# text](https://example.com)", "[\\-# text](<https://example.com/>)")]
    [InlineData("- a\n- b", "• a\n• b")]
    [InlineData("> quoted\n> more\n\nafter", "> quoted\n> more\n\nafter")]
    [InlineData("> one\n>\n> two", "> one\n> \n> two")]
    [InlineData("```cs\nvar a = \"*\";\n```", "```cs\nvar a = \"*\";\n```")]
    [InlineData("````\n`a` ``b`` ``` `````\n````", "```\n`a` ``b`` ``\u200B` ``\u200B``\u200B`\n```")]
    [InlineData("[text](https://example.com/a(b))", "[text](<https://example.com/a%28b%29>)")]
    [InlineData("<https://example.com/a_b>", "<https://example.com/a_b>")]
    [InlineData("[https://good.example](https://bad.example)", "https\\://good.example (<https://bad.example/>)")]
    [InlineData("snake_case and 2*3*4", "snake\\_case and 2*3*4")]
    [InlineData("hi @everyone and @here, mail me@here.org", "hi @\u200Beveryone and @\u200Bhere, mail me@\u200Bhere.org")]
    [InlineData("<@42> <@&42> <#42> <:x:42> <t:42:R>", "\\<@42> \\<@&42> \\<#42> \\<:x:42> \\<t:42:R>")]
    [InlineData("``a`b``", "`` a`b ``")]
    [InlineData("\\- not a list\n\\# nor a heading", "\\- not a list\n\\# nor a heading")]
    [InlineData("||secret||", "\\|\\|secret\\|\\|")]
    [InlineData("| a | b |\n|---|--:|\n| 1 | 22 |", "```\na |  b\n--+---\n1 | 22\n```")]
    public void Render_Markdown_IsWrittenSo(string markdown, string expected) => Assert.Equal(expected, Assert.Single(dialect.Render(markdown)).Markup);

    [Fact]
    public void Render_AnyMarkdown_ShowsTheWholeTextInPartsThatAreTaken() => TelegramHtmlPropertyTests.Sources.Sample(
        source => AssertShown(source.Markdown),
        iter: Iterations);

    [Fact]
    public void Render_CutBehindASpaceAfterNestedCode_KeepsTheSpace()
    {
        var text = $"2. - ```csharp\n     code\n     ```\n\n<https://example.com/1> x{new string('\u0301', 13_000)}";
        AssertShown(text);
    }

    [Fact]
    public void Render_AnyCharacters_ShowsTheWholeTextAndMentionsNoOne() => Gen.Int[0, Soup.Length - 1].Select(index => Soup[index]).Array[0, 1500].Sample(
        pieces =>
        {
            var markdown = string.Concat(pieces);
            AssertTaken(dialect.Preview(markdown).Markup);
            if (DiscordMarkdown.Escape(markdown) is var escaped && !string.IsNullOrWhiteSpace(escaped))
                AssertTaken(escaped);
            foreach (var part in dialect.Render(markdown))
                AssertTaken(part.Markup);
        },
        iter: Iterations);

    [Fact]
    public void Render_Code_IsCutWithoutLossAndOpenedAgainWithItsLanguage() => Gen.Select(Gen.Int[1, 30_000], Gen.Int[1, 3_000]).Sample(
        (length, line) =>
        {
            var code = new StringBuilder();
            for (var i = 0; code.Length < length; i++)
                code.Append(i).Append(i % line == line - 1 ? "\n" : " ");
            var content = code.Append('.').ToString();
            var parts = dialect.Render($"```rust\n{content}\n```\n\nEnd.").Select(part => DiscordReader.Read(part.Markup)).ToList();
            var blocks = parts.SelectMany(part => part.Styles.Where(style => style.Style.StartsWith("code block", StringComparison.Ordinal))).ToList();
            Assert.All(blocks, block => Assert.Equal("code block rust", block.Style));
            Assert.Equal(Squeezed(content), Squeezed(string.Concat(blocks.Select(block => block.Text))));
            Assert.EndsWith("End.", parts[^1].Text, StringComparison.Ordinal);
        },
        iter: Iterations);

    [Fact]
    public void Render_LongAnswerWithTablesAndCode_FillsItsParts()
    {
        var markdown = string.Join("\n\n", Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? $"```cs\nvar value_{i} = {i};\nreturn value_{i};\n```" : i % 3 == 1 ? $"| name | value |\n|---|---|\n| row_{i} | {i} |" : $"Paragraph {i}: {string.Join(' ', Enumerable.Repeat("some words", 40))}."));
        Assert.True(markdown.Length > 7_000);
        AssertShown(markdown);
        Assert.InRange(dialect.Render(markdown).Count, markdown.Length / 2000, (markdown.Length / 1400) + 1);
    }

    private void AssertShown(string markdown)
    {
        var whole = MessageBlock.Join([.. new MessageReader(dialect).Read(markdown)]);
        var parts = dialect.Render(markdown);
        foreach (var part in parts)
            AssertTaken(part.Markup);
        var (expected, shown) = (Squeezed(whole), Squeezed(string.Join('\n', parts.Select(part => DiscordReader.Read(part.Markup).Text))));
        var same = expected.AsSpan().CommonPrefixLength(shown);
        Assert.True(expected == shown, $"After {expected[Math.Max(0, same - 40)..same]} comes «{(same < shown.Length ? shown[same..Math.Min(shown.Length, same + 40)] : "")}» in: {string.Join("\n====\n", parts.Select(part => part.Markup).Where(markup => same < 12 || Squeezed(DiscordReader.Read(markup).Text).Contains(expected[(same - 12)..(same - 2)], StringComparison.Ordinal)))}");
    }

    private static void AssertTaken(string markup)
    {
        Assert.InRange(markup.Length, 1, 2000);
        Assert.NotEqual("", markup.Trim());
        var read = DiscordReader.Read(markup);
        Assert.True(read.Mentions.Count == 0, $"«{string.Join(", ", read.Mentions)}» is read in {markup}");
        Assert.DoesNotContain(read.Styles, style => style.Style is "underline" or "spoiler" or "subtext");
    }

    /// <summary>Letters and digits, without addresses: those may be written in another way.</summary>
    private static string Squeezed(string text) => string.Concat(Web().Replace(text, "").Where(char.IsLetterOrDigit));

    [GeneratedRegex(@"\(?https?://[^\s)]*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Web();
}
