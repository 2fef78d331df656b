using System.Globalization;

namespace LurkBot.History;

/// <summary>Who holds a session for a turn. It is kept beside the lock for people to read; the lock alone decides.</summary>
/// <param name="Who">The person.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="Since">Since when.</param>
public sealed record TurnHolder(string Who, int ProcessId, DateTimeOffset Since)
{
    /// <summary>The holder in words, such as <c>Ann (process 4711), since 10:31:07</c>, local time.</summary>
    /// <returns>Words for a message.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Who} (process {ProcessId}), since {Since.LocalDateTime:HH:mm:ss}");

    /// <summary>Writes it to a file that only the owner can read; a failure leaves others without a name to show.</summary>
    internal void Write(string path)
    {
        try
        {
            using var writer = new StreamWriter(PrivateFile.Open(path, FileMode.Create));
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {Since.ToUnixTimeMilliseconds()} {Who.ReplaceLineEndings(" ")}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only for people to read.
        }
    }

    /// <summary>Reads it.</summary>
    /// <returns>Null when there is none, or it is just being written.</returns>
    internal static TurnHolder? Read(string path)
    {
        try
        {
            var parts = File.ReadAllText(path).Split(' ', 3);
            return parts.Length == 3
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var since)
                && since < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                ? new TurnHolder(parts[2], process, DateTimeOffset.FromUnixTimeMilliseconds(since))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
