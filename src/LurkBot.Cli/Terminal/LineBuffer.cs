using LurkBot.Rendering;

namespace LurkBot.Cli.Terminal;

/// <summary>The text that is being typed, of one line or several, and the caret in it. The caret never stands inside a character.</summary>
internal sealed class LineBuffer
{
    private string killed = "";

    public string Text { get; private set; } = "";

    /// <summary>The caret's place in <see cref="Text"/>, 0 to its length.</summary>
    public int Caret { get; private set; }

    public void Set(string text) => (Text, Caret) = (text, text.Length);

    public void Insert(string text)
    {
        Text = Text.Insert(Caret, text);
        var end = Caret + text.Length;
        Caret = LineStart(end);
        while (Caret < end)
            Caret = Next(Caret);
    }

    /// <summary>Puts another text in the place of all before the caret.</summary>
    public void ReplaceBefore(string text)
    {
        Text = text + Text[Caret..];
        Caret = text.Length;
    }

    public void Left() => Caret = Previous(Caret);

    public void Right() => Caret = Next(Caret);

    public void WordLeft() => Caret = WordStart();

    public void WordRight()
    {
        while (Caret < Text.Length && !char.IsLetterOrDigit(Text[Caret]))
            Caret = Next(Caret);
        while (Caret < Text.Length && char.IsLetterOrDigit(Text[Caret]))
            Caret = Next(Caret);
    }

    public void Home() => Caret = LineStart(Caret);

    public void End() => Caret = LineEnd(Caret);

    /// <summary>Goes a line up, as near to the same column as can be.</summary>
    /// <returns>False on the first line.</returns>
    public bool Up()
    {
        var start = LineStart(Caret);
        if (start == 0)
            return false;
        MoveTo(LineStart(start - 1), CellWidth.Of(Text.AsSpan(start, Caret - start)));
        return true;
    }

    /// <summary>Goes a line down, as near to the same column as can be.</summary>
    /// <returns>False on the last line.</returns>
    public bool Down()
    {
        var end = LineEnd(Caret);
        if (end == Text.Length)
            return false;
        var start = LineStart(Caret);
        MoveTo(end + 1, CellWidth.Of(Text.AsSpan(start, Caret - start)));
        return true;
    }

    public void Backspace() => Remove(Previous(Caret), Caret);

    public void Delete() => Remove(Caret, Next(Caret));

    public void KillToEnd() => Kill(Caret, Caret == LineEnd(Caret) ? Next(Caret) : LineEnd(Caret));

    public void KillToStart() => Kill(LineStart(Caret), Caret);

    public void KillWord() => Kill(WordStart(), Caret);

    /// <summary>Puts back what was killed last.</summary>
    public void Yank() => Insert(killed);

    private void Kill(int start, int end)
    {
        if (end > start)
            killed = Text[start..end];
        Remove(start, end);
    }

    private void Remove(int start, int end)
    {
        Text = Text.Remove(start, end - start);
        Caret = start;
    }

    private void MoveTo(int lineStart, int cells) =>
        Caret = lineStart + CellWidth.LengthWithin(Text.AsSpan(lineStart, LineEnd(lineStart) - lineStart), cells);

    private int LineStart(int index) => index == 0 ? 0 : Text.LastIndexOf('\n', index - 1) + 1;

    private int LineEnd(int index) => Text.IndexOf('\n', index) is >= 0 and var end ? end : Text.Length;

    private int Next(int index) => index >= Text.Length ? index : index + CellWidth.ClusterLength(Text.AsSpan(index));

    private int Previous(int index)
    {
        if (index == 0)
            return 0;
        var start = LineStart(index);
        if (start == index)
            return index - 1;
        while (Next(start) < index)
            start = Next(start);
        return start;
    }

    private int WordStart()
    {
        var index = Caret;
        while (index > 0 && !char.IsLetterOrDigit(Text[index - 1]))
            index = Previous(index);
        while (index > 0 && char.IsLetterOrDigit(Text[index - 1]))
            index = Previous(index);
        return index;
    }
}
