using System.Runtime.InteropServices;

namespace LurkBot.History;

/// <summary>
/// An exclusive lock of the operating system on a file that nothing else opens. It ends with its process; the file stays and
/// means nothing by itself (invariant 12).
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly string path;
    private int descriptor = -1;
    private FileStream? windows;

    public FileLock(string path) => this.path = path;

    /// <summary>Takes the lock if it is free.</summary>
    /// <returns>Whether it was.</returns>
    public bool TryTake()
    {
        if (OperatingSystem.IsWindows())
            return TryTakeWindows();
        Open();
        return Flock(LibC.LockExclusive | LibC.LockNonBlocking);
    }

    /// <summary>Takes the lock, waiting for it; for holders that keep it only for the time of a write.</summary>
    public void Take(TimeProvider time)
    {
        if (OperatingSystem.IsWindows())
        {
            while (!TryTakeWindows())
                Task.Delay(TimeSpan.FromMilliseconds(2), time).Wait();
            return;
        }

        Open();
        if (!Flock(LibC.LockExclusive))
            throw Failure("lock");
    }

    /// <summary>Gives the lock back; the file stays open for the next time.</summary>
    public void Release()
    {
        windows?.Dispose();
        windows = null;
        if (descriptor >= 0)
            _ = LibC.Flock(descriptor, 8);
    }

    public void Dispose()
    {
        windows?.Dispose();
        windows = null;
        if (descriptor >= 0)
            _ = LibC.Close(descriptor);
        descriptor = -1;
    }

    private void Open()
    {
        if (descriptor >= 0)
            return;
        descriptor = LibC.Open(path, LibC.LockFileFlags, 0x180);
        if (descriptor < 0)
            throw Failure("open");
    }

    private bool Flock(int operation)
    {
        while (LibC.Flock(descriptor, operation) != 0)
        {
            if (Marshal.GetLastPInvokeError() != LibC.Interrupted)
                return false;
        }

        return true;
    }

    private bool TryTakeWindows()
    {
        try
        {
            windows = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private LurkBotException Failure(string what) =>
        new($"Cannot {what} {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}. Check that the folder is yours and writable.");
}
