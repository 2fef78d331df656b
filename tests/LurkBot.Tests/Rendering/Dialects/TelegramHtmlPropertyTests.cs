using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using LurkBot.Channels;
using LurkBot.Rendering;
using LurkBot.Tests.Channels;
using LurkBot.Tests.Channels.Telegram;

namespace LurkBot.Tests.Rendering.Dialects;

/// <summary>
/// For made-up Markdown: what the parts show is the text of the whole, in order, without anything but white space and what cannot be seen at cuts;
/// the strict server takes every part and keeps all of its formatting.
/// </summary>
public sealed partial class TelegramHtmlPropertyTests
{
    internal static readonly Gen<(string Markdown, IReadOnlyList<string> Words)> Sources = Gen.Int[0, int.MaxValue].Select(seed =>
    {
        var source = new MarkdownSource(new Random(seed));
        return (source.Write(), source.Words);
    });

    private static readonly int Iterations = LongTests.Enabled ? 5_000 : 60;

    private static readonly string[] Soup =
    [
        "a", "b ", "word", " ", "  ", "    ", "\n", "\n\n", "\r\n", "\r", "\t", "*", "**", "_", "`", "```", "```\n", "~~", "~~~\n", "[", "]", "(", ")", "](", "![", "[^", "]: ", "<", ">", "> ", "- ", "1. ", "- [ ] ",
        "| ", "|---|", "\n---\n", "# ", "&", "&lt;", "&#0;", "&#xD800;", "&#x202E;", "&nbsp;", "\\", "\"", "https://e.com", "https://e.com/\"<", "http://", "http://.", "http://a.b:c", "mailto:a@b.c", "tg://user?id=1", "tg://", "www.e.com",
        "\0", "\uD83D", "\uDE00", "😀", "\u200D", "\uFE0F", "\u0301", "漢", "\u202E", "\u2028", "\u00A0", "\u3164", "\uFEFF", "http://[::1]", "http://x@y.z", "<http://a.b>", "<tg://a b>", "(tg://a\"b)", "http://\u00e9.com",
        "@", "@ada_l", " @ada_l", "name", "[x](tg://user?id=42)", "[@ada_l](TG://User/?id=42)", "<tg://user?id=7>", "https://e.com/@ada_l", "x://@ada_l", "https://e.com/)@ada_l", "https://e.c/@ada_l", "\\@ada_l", "`@ada_l`", "<@1>",
    ];

    private readonly TelegramHtml dialect = new();

    [Fact]
    public void Render_AnyMarkdown_ShowsTheWholeTextInOrder() => Sources.Sample(
        source =>
        {
            var whole = MessageBlock.Join([.. new MessageReader(dialect).Read(source.Markdown)]);
            var shown = dialect.Render(source.Markdown).Select(Shown).ToList();
            AssertSameText(whole, shown);
            var joined = string.Concat(shown.Select(text => string.Concat(text.Where(character => !char.IsWhiteSpace(character)))));
            var counts = Word().Matches(joined).GroupBy(match => match.Value).ToDictionary(group => group.Key, group => group.Count());
            Assert.Empty(source.Words.Where(word => counts.GetValueOrDefault(word) != 1).Select(word => $"{word} is shown {counts.GetValueOrDefault(word)} times"));
        },
        iter: Iterations);

    [Fact]
    public void Render_AnyMarkdown_EachPartIsTakenAndKeepsItsFormatting() => Sources.Sample(
        source => Assert.All(dialect.Render(source.Markdown), AssertTaken),
        iter: Iterations);

    [Fact]
    public void Render_AnyCharacters_ShowsTheWholeTextInPartsThatAreTaken() => Gen.Int[0, Soup.Length - 1].Select(index => Soup[index]).Array[0, 3000].Sample(
        pieces =>
        {
            var markdown = string.Concat(pieces);
            var parts = dialect.Render(markdown);
            Assert.All(parts, AssertTaken);
            AssertTaken(dialect.Preview(markdown));
            AssertSameText(MessageBlock.Join([.. new MessageReader(dialect).Read(markdown)]), [.. parts.Select(Shown)]);
        },
        iter: Iterations);

    [Fact]
    public void Render_Code_IsCutWithoutLossAndOpenedAgainWithItsLanguage() => Gen.Select(Gen.Int[1, 30_000], Gen.Int[1, 9_000], Gen.Bool).Sample(
        (length, line, isLong) =>
        {
            var code = new StringBuilder();
            for (var i = 0; code.Length < length; i++)
                code.Append(i).Append(i % line == line - 1 ? "\n" : " ");
            var content = code.Append('.').ToString();
            var markdown = $"{(isLong ? "Text.\n\n" : "")}```rust\n{content}\n```\n\nEnd.";
            var parts = dialect.Render(markdown).Select(part => TelegramHtmlParser.ParseMessage(part.Markup)).ToList();
            var pieces = parts.SelectMany(part => part.Entities.Where(entity => entity.Type == "pre").Select(entity => (part.Text[entity.Offset..entity.End], entity.Extra))).ToList();
            Assert.All(pieces, piece => Assert.Equal("rust", piece.Extra));
            AssertSameText(content, [.. pieces.Select(piece => piece.Item1)]);
            Assert.Equal("End.", parts[^1].Text[^4..]);
        },
        iter: Iterations);

    internal static void AssertTaken(RenderedPart part)
    {
        var parsed = TelegramHtmlParser.ParseMessage(part.Markup);
        Assert.InRange(parsed.Text.Length, 1, 4096);
        Assert.InRange(part.Plain.Length, 1, 4096);
        Assert.True(Encoding.UTF8.GetByteCount(part.Markup) <= 12_000);
        Assert.Empty(parsed.Dropped);
        Assert.DoesNotContain(parsed.Text, character => char.IsControl(character) && character != '\n');
        Assert.Equal(parsed.Text, new UTF8Encoding(false, false).GetString(Encoding.UTF8.GetBytes(parsed.Text)));
        _ = TelegramText.Check(new ParsedText(part.Plain, [], []));
        Assert.DoesNotContain(parsed.Entities, entity => entity.Type == "text_mention");
        AssertMentionsNoOne(parsed.Text, parsed.Entities);
        AssertMentionsNoOne(part.Plain, []);
        if (part.Rich is not { } rich)
            return;
        // As text it is an address like any other; only a link to it is a mention.
        Assert.DoesNotContain("href=\"tg:user", rich.Replace("tg:/", "tg:", StringComparison.OrdinalIgnoreCase).Replace("tg:/", "tg:", StringComparison.OrdinalIgnoreCase), StringComparison.OrdinalIgnoreCase);
        AssertMentionsNoOne(System.Net.WebUtility.HtmlDecode(RichTag().Replace(RichCode().Replace(rich, " "), "")), []);
        Assert.InRange(RichHtml.Read(rich).Characters, 1, 32_768);
        // In fixed width the address of a link stands beside its text.
        if (!rich.Contains("<a ", StringComparison.Ordinal))
            Assert.Equal(Letters(parsed.Text), Letters(System.Net.WebUtility.HtmlDecode(RichTag().Replace(rich, " "))));
    }

    private static void AssertMentionsNoOne(string text, IEnumerable<TextEntity> entities)
    {
        var given = new JsonArray([.. entities.Select(entity => (JsonNode)new JsonObject { ["type"] = entity.Type, ["offset"] = entity.Offset, ["length"] = entity.Length })]);
        var found = ServerEntities.Find(text, given).FirstOrDefault(entity => (string?)entity!["type"] is "mention");
        Assert.True(found is null, found is null ? "" : $"{text.Substring((int)found["offset"]!, (int)found["length"]!)} is mentioned in: {Around(text, (int)found["offset"]!)}");
    }

    /// <summary>What is shown, without the characters that keep names from being mentions.</summary>
    private static string Shown(RenderedPart part) => TelegramHtmlParser.ParseMessage(part.Markup).Text.Replace("@\u200B", "@", StringComparison.Ordinal);

    [GeneratedRegex(@"<(?<tag>pre|code)>.*?</\k<tag>>|<pre><code [^>]*>.*?</code></pre>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RichCode();

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    [GeneratedRegex("<[^>]*>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RichTag();

    private static void AssertSameText(string whole, IReadOnlyList<string> parts)
    {
        var position = 0;
        foreach (var part in parts)
        {
            while (position < whole.Length && !whole.AsSpan(position).StartsWith(part, StringComparison.Ordinal))
            {
                var same = part.AsSpan().CommonPrefixLength(whole.AsSpan(position));
                Assert.True(IsUnseen(whole, position), $"At {position} + {same}: «{Around(whole, position + same)}» is shown as «{Around(part, same)}»");
                position++;
            }

            Assert.True(position < whole.Length, "Not in the text, or doubled: " + Around(part, 0));
            position += part.Length;
        }

        Assert.True(Enumerable.Range(position, whole.Length - position).All(index => IsUnseen(whole, index)), $"Lost at the end: {Around(whole, position)}");
    }

    private static bool IsUnseen(string text, int index) => char.IsLowSurrogate(text[index]) || !Ink.IsIn(char.IsHighSurrogate(text[index]) ? text.Substring(index, 2) : text[index].ToString());

    private static string Around(string text, int position) => text[Math.Max(0, position - 20)..Math.Min(text.Length, position + 40)];

    [GeneratedRegex("w[0-9]+q", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();
}
