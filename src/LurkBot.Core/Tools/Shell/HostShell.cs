using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using LurkBot.Text;

namespace LurkBot.Tools;

/// <summary>
/// Runs commands on the host, as the owner, in the workspace, without a terminal. They reach whatever the owner reaches: ask first. A command
/// ends with LurkBot, however that ends; what it left in the background before runs on.
/// </summary>
internal sealed class HostShell(string folder, TimeSpan timeout, TimeProvider time) : IShell
{
    private const int MaximumOutput = 1 << 20;

    /// <summary>What is longer is a file.</summary>
    private const int LongestScript = 100_000;

    private const int Stopped = 137;

    /// <summary>Behind each script that arrives whole; the runner knows it too.</summary>
    private const string EndOfScript = "#end-of-script";

    /// <summary>Has a shell run what it reads, as if that were its argument.</summary>
    private const string Reader = "eval \"exec 4<&-; $(cat <&4)\"";

    /// <summary>
    /// Reads the script, whole or not at all, and runs the command that it is given with that as an open file, in a session of its own, and kills that when its input ends: it is a pipe that only LurkBot holds. A
    /// signal at the parent's death would come when the thread that started the command ends, which may be at any time. What watches is
    /// nobody's child, so that it outlives the others when they are killed.
    /// </summary>
    private const string Runner = """
        exec 3<&0 </dev/null 2>&1
        own=$1
        size=$2
        shift 2
        script=$(head -c "$size" <&3)
        case $script in *"#end-of-script") script=${script%??????????????} ;; *) exit 137 ;; esac
        if [ -n "$own" ]; then set -- "$own" "$@"; else set -m; fi
        { exec 3<&-; exec "$@"; } 4<<SCRIPT &
        $script
        SCRIPT
        command=$!
        exec >/dev/null 2>&1
        watch=$({ trap '' HUP INT TERM; read -r _ <&3; pkill -KILL -s "$command"; kill -9 "-$command"; kill -9 "-$$"; } >/dev/null & echo $!)
        code=0
        wait "$command" || code=$?
        kill -9 "$watch"
        exit "$code"
        """;

    /// <summary>Gives a program a session of its own, so that no signal for LurkBot's terminal or group of processes reaches it; null where there is none.</summary>
    private static readonly string? OwnSession = Array.Find((string[])["/usr/bin/setsid", "/bin/setsid"], File.Exists);

    /// <summary>How long what a command left behind may keep its output open.</summary>
    private static readonly TimeSpan Lingering = TimeSpan.FromMilliseconds(300);

    public string Name => "host";

    public TimeSpan Timeout => timeout;

    public async Task<ShellResult> RunAsync(string script, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // As an argument it could be read by every user of this machine.
        var sent = Encoding.UTF8.GetBytes(script + "\n" + EndOfScript);
        if (sent.Length > LongestScript)
            throw new ToolRefusedException("The command is too long. Write it into a file and run that.");
        using var process = Start(sent.Length);
        var output = new MemoryStream();
        var reading = ReadAsync(process.StandardOutput.BaseStream, output);
        using var expiry = new CancellationTokenSource(timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            await SendAsync(process.StandardInput.BaseStream, sent, limit.Token);
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAny(reading, Task.Delay(Lingering, time, CancellationToken.None));
            return new(Text(output), Stopped, $"Stopped after {Plural.Of(timeout.TotalSeconds, "second")}.", null);
        }

        // What runs on in the background may hold the pipe open for ever.
        await Task.WhenAny(reading, Task.Delay(Lingering, time, cancellationToken));
        return new(Text(output), process.ExitCode, null, null);
    }

    private Process Start(int size)
    {
        var shell = File.Exists("/bin/bash") ? "/bin/bash" : "/bin/sh";
        string[] runner = ["/bin/sh", "-c", Runner, "/bin/sh", OwnSession ?? "", size.ToString(CultureInfo.InvariantCulture), shell, "-c", Reader];
        var line = OwnSession is null ? runner : [OwnSession, .. runner];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // Only what the shell says before it begins comes there.
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // They would change what the runner does.
        start.Environment.Remove("SHELLOPTS");
        start.Environment.Remove("BASHOPTS");
        // The keys of providers and channels are nobody's business.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LURKBOT_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new ToolRefusedException($"No shell can be started here: {e.Message}", e);
        }
    }

    /// <summary>The pipe stays open: its end is how the runner sees that LurkBot has ended.</summary>
    private static async Task SendAsync(Stream input, byte[] script, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(script, cancellationToken);
            await input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // The runner has ended already; its exit code says so.
        }
    }

    private static async Task ReadAsync(Stream from, MemoryStream output)
    {
        var buffer = new byte[64 * 1024];
        for (int count; (count = await from.ReadAsync(buffer)) > 0;)
        {
            lock (output)
                output.Write(buffer, 0, (int)Math.Min(count, MaximumOutput - output.Length));
        }
    }

    private static string Text(MemoryStream output)
    {
        lock (output)
            return Encoding.UTF8.GetString(output.ToArray()) + (output.Length >= MaximumOutput ? "\n[cut: only the first 1 MiB were kept]" : "");
    }
}
