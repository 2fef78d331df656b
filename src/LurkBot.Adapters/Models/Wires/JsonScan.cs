namespace LurkBot.Models;

/// <summary>Finds where a JSON value that begins with a bracket ends, byte by byte.</summary>
internal struct JsonScan
{
    private int depth;
    private bool isInString;
    private bool isEscaped;

    /// <summary>Whether a value has begun and not ended.</summary>
    public readonly bool IsOpen => depth > 0;

    /// <summary>Looks at the next byte.</summary>
    /// <returns>Whether the value ends with it.</returns>
    public bool Ends(byte value)
    {
        if (isInString)
        {
            (isInString, isEscaped) = (isEscaped || value != (byte)'"', !isEscaped && value == (byte)'\\');
            return false;
        }

        switch (value)
        {
            case (byte)'"':
                isInString = depth > 0;
                return false;
            case (byte)'{' or (byte)'[':
                depth++;
                return false;
            case (byte)'}' or (byte)']' when depth > 0:
                return --depth == 0;
            default:
                return false;
        }
    }
}
