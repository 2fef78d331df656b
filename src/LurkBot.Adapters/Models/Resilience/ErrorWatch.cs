namespace LurkBot.Models;

/// <summary>
/// Looks in a reply for an error that comes in its place or in the middle of it. Providers that have begun to answer can no longer
/// say so by a status: they send an object with an <c>error</c> as an event, as a line, or as all of the reply.
/// </summary>
/// <param name="isStreamed">Whether the reply comes line by line; else it is looked at as a whole.</param>
internal sealed class ErrorWatch(bool isStreamed)
{
    private const int LongestError = 64 * 1024;

    private readonly List<byte> line = [];
    private bool isTooLong;

    /// <summary>Looks at the next bytes of the reply; none at its end.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="before">How many of the bytes come before the line with the error.</param>
    /// <returns>The JSON of the error; null when there is none so far.</returns>
    public string? Look(ReadOnlySpan<byte> piece, out int before)
    {
        before = 0;
        if (piece.IsEmpty)
            return Take();
        for (var start = 0; start < piece.Length;)
        {
            var end = isStreamed ? piece[start..].IndexOf((byte)'\n') : -1;
            Add(end < 0 ? piece[start..] : piece.Slice(start, end));
            if (end < 0)
                break;
            before = start;
            if (Take() is { } error)
                return error;
            start += end + 1;
        }

        return null;
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        isTooLong |= line.Count + bytes.Length > LongestError;
        if (!isTooLong)
            line.AddRange(bytes);
    }

    private string? Take()
    {
        var text = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(line);
        var found = !isTooLong && text.IndexOf("\"error\""u8) >= 0 ? ProviderError.FindIn(text.StartsWith("data:"u8) ? text["data:"u8.Length..] : text) : null;
        line.Clear();
        isTooLong = false;
        return found;
    }
}
