using System.Buffers;
using System.Text;

namespace LurkBot.Import;

/// <summary>
/// Walks through a JSON file of any length with one value in memory. Only brackets and quotes are looked at, so that a broken value spares those around it.
/// </summary>
/// <param name="stream">The file.</param>
/// <param name="enters">Whether the parts of a container are read one by one: its path, and whether it is an array. Else it is one value.</param>
/// <param name="longest">The most bytes that one value may have.</param>
internal sealed class JsonPieces(Stream stream, Func<string, bool, bool> enters, int longest = JsonLine.Longest)
{
    private const int LongestName = 4096;

    private readonly Stack<(string Path, bool IsArray)> open = new();
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> value = new();
    private int filled;
    private int next;
    private string? name;

    /// <summary>Whether the file ended within a value or a container, or holds none.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Reads on.</summary>
    public IEnumerable<JsonPiece> Read()
    {
        var isEmpty = true;
        while (Peek() is var symbol && symbol >= 0)
        {
            if (symbol is ' ' or '\t' or '\r' or '\n' or ',' or ':' or 0xEF or 0xBB or 0xBF)
            {
                next++;
            }
            else if (symbol is '}' or ']')
            {
                next++;
                name = null;
                if (open.TryPop(out var ended))
                    yield return new JsonPiece(ended.Path, JsonPieceKind.End, []);
            }
            else if (symbol is '"' && name is null && open.TryPeek(out var inner) && !inner.IsArray)
            {
                name = ReadName();
            }
            else
            {
                isEmpty = false;
                var path = PathOfValue();
                name = null;
                if (symbol is '{' or '[' && enters(path, symbol is '['))
                {
                    next++;
                    open.Push((path, symbol is '['));
                    yield return new JsonPiece(path, JsonPieceKind.Begin, []);
                    continue;
                }

                if (!TryReadValue(out var tooLong))
                    yield break;
                yield return new JsonPiece(path, JsonPieceKind.Value, tooLong ? [] : value.WrittenSpan.ToArray(), tooLong);
            }
        }

        IsCutShort |= isEmpty || open.Count > 0;
    }

    private string PathOfValue()
    {
        if (!open.TryPeek(out var container))
            return "";
        var part = container.IsArray ? "[]" : name ?? "";
        return container.Path.Length == 0 ? part : $"{container.Path}/{part}";
    }

    private string ReadName()
    {
        value.ResetWrittenCount();
        next++;
        var escaped = false;
        for (int symbol; (symbol = Peek()) >= 0; next++)
        {
            if (!escaped && symbol is '"')
            {
                next++;
                break;
            }

            escaped = !escaped && symbol is '\\';
            if (value.WrittenCount < LongestName)
                Append(symbol);
        }

        return Encoding.UTF8.GetString(value.WrittenSpan).Replace('/', '\uFFFD');
    }

    /// <returns>False when the file ends within it.</returns>
    private bool TryReadValue(out bool tooLong)
    {
        value.ResetWrittenCount();
        tooLong = false;
        var (depth, inString, escaped, isPlain) = (0, false, false, Peek() is not ('{' or '[' or '"'));
        for (int symbol; (symbol = Peek()) >= 0;)
        {
            if (isPlain && (symbol is ',' or ':' or '}' or ']' or ' ' or '\t' or '\r' or '\n'))
                return true;
            next++;
            if (value.WrittenCount >= longest)
            {
                tooLong = true;
                value.ResetWrittenCount();
            }

            if (!tooLong)
                Append(symbol);
            if (isPlain)
                continue;
            if (escaped)
                escaped = false;
            else if (symbol is '\\')
                escaped = inString;
            else if (symbol is '"')
                inString = !inString;
            else if (!inString && (symbol is '{' or '['))
                depth++;
            else if (!inString && (symbol is '}' or ']'))
                depth--;
            if (depth == 0 && !inString)
                return true;
        }

        IsCutShort |= !isPlain || open.Count > 0;
        return isPlain;
    }

    private void Append(int symbol)
    {
        value.GetSpan(1)[0] = (byte)symbol;
        value.Advance(1);
    }

    private int Peek()
    {
        if (next == filled)
            (next, filled) = (0, stream.Read(buffer));
        return filled == 0 ? -1 : buffer[next];
    }
}
