using CsCheck;
using LurkBot.Cli.Terminal;
using LurkBot.Rendering;

namespace LurkBot.Tests.Terminal;

public sealed class LineBufferTests
{
    private static readonly Action<LineBuffer>[] Moves =
    [
        buffer => buffer.Left(), buffer => buffer.Right(), buffer => buffer.WordLeft(), buffer => buffer.WordRight(), buffer => buffer.Home(),
        buffer => buffer.End(), buffer => buffer.Up(), buffer => buffer.Down(),
    ];

    private static readonly Action<LineBuffer>[] Edits =
    [
        buffer => buffer.Backspace(), buffer => buffer.Delete(), buffer => buffer.KillToEnd(), buffer => buffer.KillToStart(), buffer => buffer.KillWord(), buffer => buffer.Yank(),
    ];

    [Fact]
    public void Moves_AnyText_LeaveItAsItIsAndStayBetweenCharacters() =>
        Gen.Select(Samples.Lines, Gen.OneOf(Moves).Array[0, 20]).Sample((text, moves) =>
        {
            var buffer = new LineBuffer();
            buffer.Insert(text);
            foreach (var move in moves)
            {
                move(buffer);
                Assert.Equal(text, buffer.Text);
                Assert.True(IsBetweenCharacters(buffer), $"{buffer.Caret} in '{buffer.Text}'");
            }
        });

    [Fact]
    public void Edits_AnyOrder_CaretStaysInTheText() =>
        Gen.Select(Samples.Lines, Gen.OneOf([.. Moves, .. Edits]).Array[0, 40]).Sample((text, steps) =>
        {
            var buffer = new LineBuffer();
            buffer.Insert(text);
            foreach (var step in steps)
            {
                step(buffer);
                Assert.InRange(buffer.Caret, 0, buffer.Text.Length);
            }
        });

    [Fact]
    public void Backspace_WideCharacterOfManyParts_TakesItWhole()
    {
        var buffer = new LineBuffer();
        buffer.Insert("a👩‍👩‍👧");
        buffer.Backspace();
        Assert.Equal("a", buffer.Text);
    }

    [Fact]
    public void Up_ToALineWithWideCharacters_KeepsTheColumn()
    {
        var buffer = new LineBuffer();
        buffer.Insert("世界你好\nabcd");
        Assert.True(buffer.Up());
        buffer.Insert("|");
        Assert.Equal("世界|你好\nabcd", buffer.Text);
        Assert.False(buffer.Up());
    }

    [Fact]
    public void Yank_AfterKill_PutsItBack()
    {
        var buffer = new LineBuffer();
        buffer.Insert("one two three");
        buffer.KillWord();
        buffer.Home();
        buffer.Yank();
        Assert.Equal("threeone two ", buffer.Text);
    }

    private static bool IsBetweenCharacters(LineBuffer buffer)
    {
        var index = buffer.Caret == 0 ? 0 : buffer.Text.LastIndexOf('\n', buffer.Caret - 1) + 1;
        while (index < buffer.Caret)
            index += CellWidth.ClusterLength(buffer.Text.AsSpan(index));
        return index == buffer.Caret;
    }
}
