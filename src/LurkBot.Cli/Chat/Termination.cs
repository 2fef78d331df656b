using System.Runtime.InteropServices;

namespace LurkBot.Cli.Chat;

/// <summary>
/// Ends a reply as Ctrl-C does when the process is asked to end (SIGTERM) or its terminal is closed (SIGHUP), so that what came is kept.
/// While no reply is under way these signals end the process at once, as usual.
/// </summary>
internal sealed class Termination : IDisposable
{
    private const int FirstSignal = 128;
    private const int HangUp = 1;
    private const int Terminate = 15;

    /// <summary>What is kept is kept within moments; nobody waits longer for a process that should be gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static int exitCode;

    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly CancellationTokenSource reply;
    private Timer? last;

    /// <summary>Begins to listen.</summary>
    /// <param name="reply">Cancelled when a signal comes.</param>
    public Termination(CancellationTokenSource reply)
    {
        this.reply = reply;
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, Terminate)));
        if (!IsHangUpIgnored())
            registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => End(context, HangUp)));
    }

    /// <summary>What the process returns after a signal, as the shell would say it: 143 or 129; null when none came.</summary>
    public static int? ExitCode => Volatile.Read(ref exitCode) is > 0 and var code ? code : null;

    /// <summary>Listens no more.</summary>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        // After a signal the process ends, whatever comes after the reply.
    }

    private void End(PosixSignalContext context, int signal)
    {
        // The second one ends the process at once.
        if (Interlocked.Exchange(ref exitCode, FirstSignal + signal) != 0)
            return;
        context.Cancel = true;
        last = new Timer(_ => Environment.Exit(FirstSignal + signal), null, Patience, Timeout.InfiniteTimeSpan);
        reply.Cancel();
    }

    /// <summary>Whether the process was begun with <c>nohup</c>, which is meant to outlive its terminal.</summary>
    private static bool IsHangUpIgnored()
    {
        const string Ignored = "SigIgn:";
        try
        {
            foreach (var line in OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status") : [])
            {
                if (line.StartsWith(Ignored, StringComparison.Ordinal))
                    return (Convert.ToUInt64(line[Ignored.Length..].Trim(), 16) & 1) != 0;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            // Then it is an ordinary process.
        }

        return false;
    }
}
