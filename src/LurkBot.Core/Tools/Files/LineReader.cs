using System.Globalization;
using System.Text;
using LurkBot.Text;

namespace LurkBot.Tools;

/// <summary>Reads lines of a text of any size; of a very long line only the beginning is kept.</summary>
internal sealed class LineReader(Stream stream, int longest) : IDisposable
{
    private readonly StreamReader reader = new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
    private readonly char[] buffer = new char[1 << 14];
    private int position;
    private int end;

    /// <summary>The lines read so far.</summary>
    public int Count { get; private set; }

    public void Dispose() => reader.Dispose();

    /// <summary>The next line, without its end; null behind the last one.</summary>
    public string? Read(CancellationToken cancellationToken)
    {
        var (line, left, any) = (new StringBuilder(), 0L, false);
        while (position < end || Fill(cancellationToken))
        {
            any = true;
            var at = Array.IndexOf(buffer, '\n', position, end - position);
            var piece = buffer.AsSpan(position, (at < 0 ? end : at) - position);
            var kept = Math.Min(piece.Length, longest - line.Length);
            line.Append(piece[..kept]);
            left += piece.Length - kept;
            position = at < 0 ? end : at + 1;
            if (at >= 0)
                break;
        }

        if (!any)
            return null;
        Count++;
        if (left > 0)
            return line.Append(CultureInfo.InvariantCulture, $" [{Plural.Of(left, "more character")} in this line]").ToString();
        if (line.Length > 0 && line[^1] == '\r')
            line.Length--;
        return line.ToString();
    }

    private bool Fill(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (position, end) = (0, reader.Read(buffer));
        return end > 0;
    }
}
