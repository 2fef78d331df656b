using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LurkBot.Tools;

/// <summary>Runs commands on the host, as the owner, in the workspace. They reach whatever the owner reaches: ask first.</summary>
internal sealed class HostShell(string folder, TimeSpan timeout, TimeProvider time) : IShell
{
    private const int MaximumOutput = 1 << 20;

    /// <summary>The kernel takes 128 KiB as one argument.</summary>
    private const int LongestScript = 100_000;

    private const int Stopped = 137;

    /// <summary>How long what a command left behind may keep its output open.</summary>
    private static readonly TimeSpan Lingering = TimeSpan.FromMilliseconds(300);

    public string Name => "host";

    public TimeSpan Timeout => timeout;

    public async Task<ShellResult> RunAsync(string script, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(script) > LongestScript)
            throw new ToolRefusedException("The command is too long. Write it into a file and run that.");
        using var process = Start(script);
        process.StandardInput.Close();
        var output = new MemoryStream();
        var reading = ReadAsync(process.StandardOutput.BaseStream, output);
        using var expiry = new CancellationTokenSource(timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            await Task.WhenAny(reading, Task.Delay(Lingering, time, CancellationToken.None));
            return new(Text(output), Stopped, string.Create(CultureInfo.InvariantCulture, $"Stopped after {timeout.TotalSeconds:0.###} seconds."), null);
        }

        // What runs on in the background may hold the pipe open for ever.
        await Task.WhenAny(reading, Task.Delay(Lingering, time, cancellationToken));
        return new(Text(output), process.ExitCode, null, null);
    }

    private Process Start(string script)
    {
        var start = new ProcessStartInfo(File.Exists("/bin/bash") ? "/bin/bash" : "/bin/sh")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            ArgumentList = { "-c", "exec 2>&1\n" + script },
        };
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
