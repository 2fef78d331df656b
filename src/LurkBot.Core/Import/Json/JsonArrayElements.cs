namespace LurkBot.Import;

/// <summary>Cuts a JSON array into its elements, so that a huge one never is in memory whole and one broken element spares the others.</summary>
/// <param name="stream">The array, or a single object.</param>
/// <param name="longest">The most bytes that one element may have.</param>
internal sealed class JsonArrayElements(Stream stream, int longest = JsonArrayElements.Longest)
{
    /// <summary>The longest element that is read: 256 MiB.</summary>
    public const int Longest = 256 * 1024 * 1024;

    private readonly List<byte> element = [];
    private int depth;
    private bool inString;
    private bool escaped;
    private bool tooLong;
    private bool inOther;

    /// <summary>Whether the file ended within an element or before the array did.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>How many values beside the elements there are that are no objects.</summary>
    public int Others { get; private set; }

    /// <summary>Reads the elements that are objects; null for one that is too long.</summary>
    public IEnumerable<byte[]?> Read()
    {
        var buffer = new byte[64 * 1024];
        var (inArray, ended, objectDepth) = (false, false, 0);
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            for (var i = 0; i < read; i++)
            {
                var value = buffer[i];
                if (depth == 0)
                {
                    inArray |= value == (byte)'[';
                    ended |= value == (byte)']';
                    if (value != (byte)'{')
                    {
                        CountOther(value);
                        continue;
                    }

                    inOther = false;
                }

                Take(value);
                if (depth == 0)
                {
                    objectDepth++;
                    yield return tooLong ? null : element.ToArray();
                    element.Clear();
                    tooLong = false;
                }
            }
        }

        IsCutShort = depth > 0 || (inArray && !ended) || objectDepth == 0 && !ended;
    }

    private void CountOther(byte value)
    {
        var isBetween = value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']' or 0xEF or 0xBB or 0xBF;
        Others += isBetween || inOther ? 0 : 1;
        inOther = !isBetween;
    }

    private void Take(byte value)
    {
        if (!tooLong)
            element.Add(value);
        if (element.Count > longest)
        {
            tooLong = true;
            element.Clear();
        }

        if (escaped)
            escaped = false;
        else if (value == (byte)'\\')
            escaped = inString;
        else if (value == (byte)'"')
            inString = !inString;
        else if (!inString && value is (byte)'{' or (byte)'[')
            depth++;
        else if (!inString && value is (byte)'}' or (byte)']')
            depth--;
    }
}
