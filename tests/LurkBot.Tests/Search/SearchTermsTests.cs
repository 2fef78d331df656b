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
    public void Fold_AnyText_KeepsEachCharacterAtItsPlace() => Gen.String.Sample(text =>
    {
        var folded = SearchTerms.Fold(text);
        Assert.Equal(text.Length, folded.Length);
        Assert.Equal(folded, SearchTerms.Fold(folded));
        Assert.Equal(folded, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(folded)));
    });

    [Fact]
    public void Snippet_AnyTextAndWord_IsOneShortLineThatShowsTheWord() =>
        Gen.Select(Gen.String, Gen.String[Gen.Char['a', 'z'], 1, 5], Gen.String).Sample((before, word, after) =>
        {
            var snippet = Snippet.Cut(before + word + after, [SearchTerms.Fold(word)]);
            Assert.InRange(snippet.Text.Length, 1, 162);
            Assert.DoesNotContain('\n', snippet.Text);
            Assert.All(snippet.Matches, place => Assert.Contains(SearchTerms.Fold(word), SearchTerms.Fold(snippet.Text.Substring(place.Start, place.Length)), StringComparison.Ordinal));
            Assert.NotEmpty(snippet.Matches);
        });
}
