using System.Globalization;
using System.Text;
using LurkBot.Cli.Terminal;
using LurkBot.Rendering;

namespace LurkBot.Tests.Terminal;

/// <summary>A terminal that does what ours is told, and fails when a line runs over its right edge or a sequence is unknown to it.</summary>
internal sealed class FakeScreen(int width, int height) : TextWriter
{
    private readonly List<string[]> rows = [NewRow(width)];
    private int row;
    private int column;

    public override Encoding Encoding => Encoding.UTF8;

    public TerminalSize Size => new(width, height);

    /// <summary>The caret's row on the screen and its cell.</summary>
    public (int Row, int Column) Caret => (row - Top, column);

    /// <summary>All that was ever shown, without trailing blanks.</summary>
    public IReadOnlyList<string> Lines => Trim(rows);

    /// <summary>What is on the screen now.</summary>
    public IReadOnlyList<string> Visible => Trim(rows[Top..]);

    private int Top => Math.Max(0, rows.Count - height);

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        var text = value ?? "";
        for (var i = 0; i < text.Length;)
        {
            switch (text[i])
            {
                case '\r':
                    column = 0;
                    i++;
                    break;
                case '\n':
                    column = 0;
                    if (++row == rows.Count)
                        rows.Add(NewRow(width));
                    i++;
                    break;
                case '\e':
                    i = Control(text, i);
                    break;
                default:
                    var length = CellWidth.ClusterLength(text.AsSpan(i));
                    Put(text.Substring(i, length));
                    i += length;
                    break;
            }
        }
    }

    private static string[] NewRow(int width) => [.. Enumerable.Repeat(" ", width)];

    private static List<string> Trim(List<string[]> rows)
    {
        var lines = rows.Select(cells => string.Concat(cells).TrimEnd()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private void Put(string cluster)
    {
        Assert.False(char.IsControl(cluster[0]), $"Control character {(int)cluster[0]} reached the screen.");
        var cells = CellWidth.Of(cluster);
        if (cells == 0)
            return;
        Assert.True(column + cells <= width, $"'{cluster}' runs over the right edge.");
        rows[row][column] = cluster;
        if (cells == 2)
            rows[row][column + 1] = "";
        column += cells;
    }

    private int Control(string text, int start)
    {
        Assert.Equal('[', text[start + 1]);
        var end = start + 2;
        while (!char.IsAsciiLetter(text[end]))
            end++;
        var argument = text[(start + 2)..end];
        var count = int.TryParse(argument, CultureInfo.InvariantCulture, out var number) ? number : 1;
        switch (text[end])
        {
            case 'm':
                break;
            case 'A':
                row = Math.Max(Top, row - count);
                break;
            case 'C':
                column = Math.Min(width - 1, column + count);
                break;
            case 'J' when argument is "":
                rows[row].AsSpan(column).Fill(" ");
                rows.RemoveRange(row + 1, rows.Count - row - 1);
                break;
            case 'K' when argument is "":
                rows[row].AsSpan(column).Fill(" ");
                break;
            default:
                Assert.Fail($"Unknown sequence {text[(start + 1)..(end + 1)]}.");
                break;
        }

        return end + 1;
    }
}
