using CsCheck;
using LurkBot.Channels;
using LurkBot.Rendering;
using LurkBot.Tests.Channels.Telegram;

namespace LurkBot.Tests.Channels;

/// <summary>Plain text in chats: whatever it holds, it is shown as it is.</summary>
public sealed class PlainTextTests
{
    private static readonly string[] Soup =
    [
        "a", "word", " ", "  ", "    ", "*", "**", "_", "`", "```", "~~", "[", "]", "(", ")", "](", "![", "[^", "]: ", "<", ">", "> ", "- ", "1. ", "1) ", "- [ ] ", "| ", "|---|", "---", "===", "# ", "&", "&lt;", "&#0;",
        "\\", "\"", "'", "https://e.com", "www.e.com", "a@b.c", "<b>", "</b>", "<!--", ":::", "$x$", "==", "++", "^", ":smile:", "{#id}", "漢", "😀",
    ];

    private static readonly Gen<string> Lines = Gen.Int[0, Soup.Length - 1].Select(i => Soup[i]).List[1, 8].Select(string.Concat).Where(line => line.Trim().Length > 0).List[1, 6].Select(lines => string.Join('\n', lines));

    [Theory]
    [InlineData("[^a]")]
    [InlineData("see [^1] and [^a-z]\n[^1]: word")]
    public void ToMarkdown_TextThatWasOnceTakenForMarkup_IsShownAsItIs(string text) => AssertShown(text);

    [Fact]
    public void ToMarkdown_AnyText_IsShownAsItIs() => Lines.Sample(AssertShown, iter: 500);

    private static void AssertShown(string text)
    {
        var part = Assert.Single(new TelegramHtml().Render(PlainText.ToMarkdown(text)));
        var shown = TelegramHtmlParser.ParseMessage(part.Markup);
        Assert.Equal(Trimmed(text), Trimmed(shown.Text));
        Assert.Empty(shown.Entities);
        Assert.Equal(Trimmed(text), Trimmed(part.Plain));
    }

    private static string Trimmed(string text) => string.Join('\n', text.Replace('\u00a0', ' ').Trim().Split('\n').Select(line => line.TrimEnd()));
}
