using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Says on the error stream how far an import is, when it is a terminal and the import takes over a second.</summary>
/// <param name="time">The clock.</param>
internal sealed class ImportProgress(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly bool isShown = !Console.IsErrorRedirected;
    private readonly long start = time.GetTimestamp();
    private long lastShown;
    private bool isOnScreen;
    private (int File, int Files, int Sessions) done;

    /// <summary>A file is begun.</summary>
    public void OnFile(int file, int files)
    {
        (done.File, done.Files) = (file, files);
        Show();
    }

    /// <summary>A session is done.</summary>
    public void OnSession()
    {
        done.Sessions++;
        Show();
    }

    /// <summary>Takes the line away before something else is written.</summary>
    public void Clear()
    {
        if (isOnScreen)
            Console.Error.Write("\r\u001b[K");
        isOnScreen = false;
    }

    private void Show()
    {
        if (!isShown || time.GetElapsedTime(start) < Patience || (lastShown != 0 && time.GetElapsedTime(lastShown) < Interval))
            return;
        lastShown = time.GetTimestamp();
        isOnScreen = true;
        Console.Error.Write($"\r\u001b[KImporting: file {done.File} of {done.Files}, {Plural.Of(done.Sessions, "session")}");
    }
}
