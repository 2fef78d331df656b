using CsCheck;
using LurkBot.Rendering;

namespace LurkBot.Tests.Terminal;

public sealed class CellWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("世界", 4)]
    [InlineData("😀", 2)]
    [InlineData("👩‍👩‍👧", 2)]
    [InlineData("🇩🇪", 2)]
    [InlineData("❤️", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("한국", 4)]
    [InlineData("Größe", 5)]
    public void Of_Text_CountsCells(string text, int cells) => Assert.Equal(cells, CellWidth.Of(text));

    [Fact]
    public void Padding_WideText_AlignsByCells() => Assert.Equal("  ", CellWidth.Padding("世界", 6).ToString());

    [Fact]
    public void LengthWithin_AnyText_FitsAndNoMoreWould() => Gen.Select(Samples.Text, Gen.Int[0, 20]).Sample((text, cells) =>
    {
        var length = CellWidth.LengthWithin(text, cells);
        Assert.True(CellWidth.Of(text.AsSpan(0, length)) <= cells);
        if (length < text.Length)
            Assert.True(CellWidth.Of(text.AsSpan(0, length + CellWidth.ClusterLength(text.AsSpan(length)))) > cells);
    });
}
