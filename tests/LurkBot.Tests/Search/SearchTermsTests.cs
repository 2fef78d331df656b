using CsCheck;
using LurkBot.Search;

namespace LurkBot.Tests.Search;

public sealed class SearchTermsTests
{
    [Theory]
    [InlineData("garage code", "GARAGE|CODE")]
    [InlineData("\"garage code\" x", "GARAGE CODE|X")]
    [InlineData("say \"hi", "SAY|\"HI")]
    [InlineData("5\" disk", "5\"|DISK")]
    [InlineData("\"\" a", "\"\"|A")]
    [InlineData("a A a", "A")]
    [InlineData("C# 你好", "C#|你好")]
    public void Parse_Query_GivesItsWords(string query, string words) => Assert.Equal(words.Split('|'), SearchTerms.Parse(query));

    [Fact]
    public void Fold_AnyText_IsValidAndFoldedOnce() => Gen.String.Sample(text =>
    {
        var folded = SearchTerms.Fold(text);
        Assert.Equal(folded, SearchTerms.Fold(folded));
        Assert.Equal(folded, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(folded)));
    });

    [Theory]
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("Ti\u1ebfng Vi\u1ec7t", "TIE\u0302\u0301NG VIE\u0323\u0302T")]
    [InlineData("\u00c5ngstr\u00f6m", "\u212bngstro\u0308m")]
    [InlineData("\ud55c\uad6d\uc5b4", "\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165")]
    [InlineData("\u30ac\u30c3\u30ad", "\uff76\uff9e\uff6f\uff77")]
    [InlineData("\u30d0", "\u30cf\u3099")]
    [InlineData("LurkBot 2026!", "\uff2c\uff55\uff52\uff4b\uff22\uff4f\uff54\u3000\uff12\uff10\uff12\uff16\uff01")]
    [InlineData("\u01f0", "J\u030c")]
    [InlineData("of\ufb01ce", "OFFICE")]
    [InlineData("\u0439", "\u0418\u0306")]
    [InlineData("\u0928\u093c", "\u0929")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("\ufa1a", "\u7965")]
    [InlineData("\u00f3\u0327", "o\u0327\u0301")]
    public void Fold_SameTextInOtherForm_IsTheSame(string text, string other)
    {
        Assert.Equal(SearchTerms.Fold(text), SearchTerms.Fold(other));
        var snippet = Snippet.Cut($"x {other} y", SearchTerms.Parse($"\"{text}\""));
        Assert.Equal(other, snippet.Text.Substring(snippet.Matches[0].Start, snippet.Matches[0].Length));
        Assert.Single(snippet.Matches);
    }

    [Theory]
    [InlineData("cafe", "caf\u00e9")]
    [InlineData("\u30ab", "\u30ac")]
    [InlineData("\ud558", "\ud55c")]
    public void Fold_OtherLetters_StayOthers(string text, string other) => Assert.DoesNotContain(SearchTerms.Fold(text), SearchTerms.Fold(other), StringComparison.Ordinal);

    [Fact]
    public void Snippet_AnyTextAndWord_IsOneShortLineThatShowsTheWord() =>
        Gen.Select(Gen.String, Gen.String[Gen.Char['a', 'z'], 1, 5], Gen.String).Sample((before, word, after) =>
        {
            var snippet = Snippet.Cut($"{before} {word} {after}", [SearchTerms.Fold(word)]);
            Assert.InRange(snippet.Text.Length, 1, 162);
            Assert.DoesNotContain('\n', snippet.Text);
            Assert.All(snippet.Matches, place => Assert.Contains(SearchTerms.Fold(word), SearchTerms.Fold(snippet.Text.Substring(place.Start, place.Length)), StringComparison.Ordinal));
            Assert.NotEmpty(snippet.Matches);
        });
}
