namespace LurkBot.Interop;

/// <summary>Tells a disk without space, or a quota that is used up, from other faults of files.</summary>
internal static class FullDisk
{
    private const int NoSpaceLeft = 28, QuotaExceeded = 122;

    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether that is why something failed.</summary>
    /// <param name="error">What was thrown; what caused it is looked at too.</param>
    public static bool IsCauseOf(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is IOException { HResult: NoSpaceLeft or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull })
                return true;
        }

        return false;
    }
}
