using LurkBot.Models;
using Microsoft.ML.Tokenizers;

namespace LurkBot.Tests.Models;

public sealed class OpenAITokenCounterTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("GATTACA")]
    [InlineData("=")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("e\u0301")]
    [InlineData("天")]
    [InlineData("😀")]
    [InlineData("\ud83d")]
    public void Count_MegabyteOfOneWord_IsCountedInPieces(string part)
    {
        // In one piece it takes hours.
        var whole = string.Concat(Enumerable.Repeat(part, 500_000 / part.Length));
        var sample = OpenAITokenCounter.Instance.Count(whole[..(4_000 / part.Length * part.Length)]);
        Assert.InRange(OpenAITokenCounter.Instance.Count(whole), sample * 100, sample * 150);
    }

    [Fact]
    public void Count_Text_IsWhatTheEncodingGives()
    {
        var text = string.Join(' ', Enumerable.Repeat("What was said about /srv/data/report.pdf, 12 kg, naïve 天气很好 and \"quoted\"?\n    return x == y;", 200));
        Assert.Equal(TiktokenTokenizer.CreateForEncoding("o200k_base").CountTokens(text), OpenAITokenCounter.Instance.Count(text));
    }
}
