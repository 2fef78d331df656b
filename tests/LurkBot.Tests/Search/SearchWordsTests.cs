using CsCheck;
using LurkBot.Search;

namespace LurkBot.Tests.Search;

public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("The garage-code is 4711!", "The garage code is 4711")]
    [InlineData("don't", "don t")]
    [InlineData("今天天气", "今天 天天 天气")]
    [InlineData("好", "好")]
    [InlineData("iPhone价格是99元", "iPhone 价格 格是 99 元")]
    [InlineData("날씨가", "날씨 씨가")]
    [InlineData("ดีมาก", "ดีม มา าก")]
    [InlineData("ﾃﾚﾋﾞ", "テレ レビ")]
    [InlineData("𠀀𠀁𠀂", "𠀀𠀁 𠀁𠀂")]
    [InlineData(" ?! ", "")]
    public void Spread_Text_GivesItsWords(string text, string words)
    {
        var spread = SearchWords.Spread(text, out var count);
        Assert.Equal(words, spread.TrimEnd());
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, count);
    }

    [Fact]
    public void Split_AnyText_GivesPlacesInItInOrder() => Gen.OneOf(Gen.String, Gen.OneOf((string[])["你", "ั", "ก", "é", "e\u0301", "\uD840", "\uDC00", " ", "a", "1", "한"]).Array[0, 30].Select(parts => string.Concat(parts))).Sample(text =>
    {
        var (end, start) = (0, -1);
        foreach (var piece in SearchWords.Split(text))
        {
            Assert.True(piece.Length > 0 && piece.Start > start && piece.Start + piece.Length >= end && piece.Start + piece.Length <= text.Length);
            (start, end) = (piece.Start, piece.Start + piece.Length);
        }

        Assert.Equal(SearchWords.Spread(text, out _), SearchWords.Spread(text, out _));
    });

    [Fact]
    public void Spread_KeyOfThousandsOfCharacters_IsTruncated() => Assert.InRange(SearchWords.Spread(new string('k', 100_000), out _).Length, 10, 100);
}
