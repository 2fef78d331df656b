using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace LurkBot.Cli.Terminal;

/// <summary>
/// Reads the console's keys on a thread of its own for as long as it lives, so that what is typed during a reply is neither
/// echoed into it nor lost, and Ctrl-C is a key like others.
/// </summary>
internal sealed partial class ConsoleKeySource : IKeySource, IDisposable
{
    // SIGTSTP of signal(7) and of macOS's signal(3).
    private const int StopOnLinux = 20;
    private const int StopOnMac = 18;

    private readonly Channel<KeyPress> keys = Channel.CreateUnbounded<KeyPress>();
    private readonly Queue<KeyPress> returned = new();

    public ConsoleKeySource()
    {
        Enter();
        new Thread(ReadKeys) { IsBackground = true, Name = "Keys" }.Start();
    }

    public bool Pending => returned.Count > 0 || keys.Reader.TryPeek(out _);

    public async ValueTask<KeyPress?> ReadAsync(CancellationToken cancellationToken)
    {
        if (returned.TryDequeue(out var first))
            return first;
        return await keys.Reader.WaitToReadAsync(cancellationToken) && keys.Reader.TryRead(out var key) ? key : null;
    }

    public void Return(IEnumerable<KeyPress> keys)
    {
        foreach (var key in keys)
            returned.Enqueue(key);
    }

    public void Dispose() => Leave();

    private void ReadKeys()
    {
        var decoder = new KeyDecoder();
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                if (decoder.Decode(key, Console.KeyAvailable) is not { } press)
                    continue;
                if (press.IsControl(ConsoleKey.Z))
                    press = Suspend();
                keys.Writer.TryWrite(press);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // The terminal is gone: to the chat that is the end of its input.
            keys.Writer.TryComplete();
        }
    }

    /// <summary>Stops the process as Ctrl-Z does elsewhere, until the shell brings it back.</summary>
    /// <returns>A key that does nothing, so that the line is painted again.</returns>
    private static KeyPress Suspend()
    {
        Leave();
        _ = Raise(OperatingSystem.IsMacOS() ? StopOnMac : StopOnLinux);
        Enter();
        return new KeyPress(ConsoleKey.None);
    }

    private static void Enter()
    {
        Console.TreatControlCAsInput = true;
        Console.Out.Write("\e[?2004h");
    }

    private static void Leave()
    {
        Console.Out.Write("\e[?2004l");
        Console.TreatControlCAsInput = false;
    }

    [LibraryImport("libc", EntryPoint = "raise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Raise(int signal);
}
