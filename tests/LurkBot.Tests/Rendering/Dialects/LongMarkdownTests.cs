using LurkBot.Rendering;
using LurkBot.Tests.Channels.Telegram;

namespace LurkBot.Tests.Rendering.Dialects;

/// <summary>Texts that are parsed in chunks, or not at all, keep their formatting as far as it can be told.</summary>
public sealed class LongMarkdownTests
{
    private readonly TelegramHtml dialect = new();

    [Theory]
    [InlineData("[[1,2],[3,4]],")]
    [InlineData("a_b*c_d ")]
    [InlineData("|x|y|z|\n")]
    public void Render_CodeFullOfMarks_StaysCode(string pattern)
    {
        var code = string.Concat(Enumerable.Repeat(pattern, 30_000 / pattern.Length)) + ".";
        var parts = dialect.Render($"Data:\n\n```json\n{code}\n```\n\n**End**").Select(part => TelegramHtmlParser.ParseMessage(part.Markup)).ToList();
        var pieces = parts.SelectMany(part => part.Entities.Where(entity => entity.Type == "pre").Select(entity => (part.Text[entity.Offset..entity.End], entity.Extra))).ToList();
        Assert.All(pieces, piece => Assert.Equal("json", piece.Extra));
        Assert.Equal(Squeezed(code), Squeezed(string.Concat(pieces.Select(piece => piece.Item1))));
        Assert.Contains(parts[^1].Entities, entity => entity.Type == "bold");
    }

    [Fact]
    public void Render_CodeThatEndsAroundACut_IsClosed()
    {
        for (var length = 11_900; length < 12_020; length++)
        {
            var code = string.Join('\n', Enumerable.Range(0, length / 100).Select(_ => new string('x', 99)).Append(new string('y', length % 100)));
            var parts = dialect.Render($"```rust\n{code}\n```\n\nEnd").Select(part => TelegramHtmlParser.ParseMessage(part.Markup)).ToList();
            Assert.Equal(Squeezed(code) + "End", Squeezed(string.Concat(parts.Select(part => part.Text))));
            Assert.DoesNotContain("`", parts[^1].Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Render_LongTable_IsATableToItsEnd()
    {
        var rows = Enumerable.Range(0, 1500).Select(number => $"| row{number} | **value** {number} |").ToList();
        var parts = dialect.Render($"All of them:\n\n| name | value |\n|---|--:|\n{string.Join('\n', rows)}\n\nThe *end*").Select(part => TelegramHtmlParser.ParseMessage(part.Markup)).ToList();
        var table = string.Join('\n', parts.SelectMany(part => part.Entities.Where(entity => entity.Type == "pre").Select(entity => part.Text[entity.Offset..entity.End])));
        Assert.Equal(["name | value", .. Enumerable.Range(0, 1500).Select(number => $"row{number} | value {number}")], table.Split('\n').Where(line => !line.Contains("--", StringComparison.Ordinal)).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.DoesNotContain("**", string.Concat(parts.Select(part => part.Text)), StringComparison.Ordinal);
        Assert.Contains(parts[^1].Entities, entity => entity.Type == "italic");
    }

    [Fact]
    public void Render_LongLine_IsNotCutBeforeMarks()
    {
        var line = "Start " + string.Join(' ', Enumerable.Range(0, 10_000).Select(number => number % 2 == 0 ? "#" : number % 3 == 0 ? "-" : "word"));
        Assert.Equal(line, string.Join(' ', dialect.Render(line).Select(part => part.Plain)));
    }

    [Fact]
    public void Render_TableOfEmptyCellsBelowWideOnes_DoesNotGrowManyTimes()
    {
        var wide = string.Concat(Enumerable.Repeat($"|{new string('x', 40)}", 100));
        var markdown = $"{wide}\n{string.Concat(Enumerable.Repeat("|-", 100))}|\n{string.Concat(Enumerable.Repeat($"{new string('|', 100)}\n", 70))}";
        Assert.True(dialect.Render(markdown).Sum(part => part.Plain.Length) < 4 * markdown.Length);
    }

    [Fact]
    public void Render_AddressThatIsCut_IsNotRepeatedInPlainText()
    {
        var address = "https://example.com/" + new string('a', 900);
        var parts = dialect.Render(string.Concat(Enumerable.Repeat("漢", 3600)) + $"<{address}>");
        Assert.Equal(2, parts.Count);
        Assert.EndsWith(address, string.Concat(parts.Select(part => part.Plain)), StringComparison.Ordinal);
        Assert.All(parts, part => Assert.InRange(part.Plain.Length, 1, 4096));
    }

    private static string Squeezed(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
