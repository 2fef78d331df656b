using System.Runtime.InteropServices;

namespace LurkBot.Interop;

/// <summary>
/// An exclusive lock of the operating system on a file that nothing else opens. It ends with its process; the file stays and
/// means nothing by itself (invariant 12).
/// </summary>
/// <param name="path">The lock file; its folder exists.</param>
internal sealed class FileLock(string path) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);

    private int descriptor = -1;
    private FileStream? windows;

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
    public void Take()
    {
        if (OperatingSystem.IsWindows())
        {
            SpinWait.SpinUntil(TryTakeWindows);
            return;
        }

        Open();
        Flock(LibC.LockExclusive);
    }

    /// <summary>Takes the lock, waiting for it until that is cancelled: a holder may hang.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the lock is not held.</exception>
    public void Take(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            Take();
            return;
        }

        while (!TryTake())
        {
            if (cancellationToken.WaitHandle.WaitOne(Pace))
                throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Gives the lock back; the file stays open for the next time.</summary>
    public void Release()
    {
        windows?.Dispose();
        windows = null;
        if (descriptor >= 0)
            _ = LibC.Flock(descriptor, LibC.Unlock);
    }

    /// <summary>Gives the lock back and closes the file.</summary>
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
        descriptor = LibC.OpenLock(path);
        if (descriptor < 0)
            throw Failure("open");
    }

    private bool Flock(int operation)
    {
        while (LibC.Flock(descriptor, operation) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == LibC.WouldBlock)
                return false;
            if (error != LibC.Interrupted)
                throw Failure("lock");
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
