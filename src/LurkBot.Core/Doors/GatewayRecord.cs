using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LurkBot.Interop;

namespace LurkBot.Doors;

/// <summary>What a gateway writes down beside its lock: who it is, and at its end what became of its turns. The lock alone says whether it runs.</summary>
internal sealed record GatewayRecord
{
    /// <summary>Its process.</summary>
    public int Pid { get; init; }

    /// <summary>When that process began, as the system counts: another process with the same number has another one.</summary>
    public string Started { get; init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init; } = "";

    /// <summary>When it stopped; null while it runs, and after a crash.</summary>
    public DateTimeOffset? Stopped { get; init; }

    /// <summary>How many turns ended while it stopped.</summary>
    public int Finished { get; init; }

    /// <summary>How many turns it left to the next start.</summary>
    public int Left { get; init; }

    /// <summary>The record of this process.</summary>
    /// <param name="version">Its version.</param>
    public static GatewayRecord OfThisProcess(string version)
    {
        using var own = Process.GetCurrentProcess();
        return new GatewayRecord { Pid = own.Id, Started = StartOf(own), Version = version };
    }

    /// <summary>Reads the newest record of a home.</summary>
    /// <param name="home">The home folder; absolute.</param>
    /// <returns>Null when there is none that can be read.</returns>
    public static GatewayRecord? Find(string home)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(home)), WireJson.Default.GatewayRecord);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the gateway of a home holds its lock.</summary>
    /// <param name="home">The home folder; absolute.</param>
    public static bool IsLocked(string home)
    {
        if (!File.Exists(LockOf(home)))
            return false;
        using var probe = new FileLock(LockOf(home));
        return !probe.TryTake();
    }

    /// <summary>The lock that a running gateway holds.</summary>
    /// <param name="home">The home folder; absolute.</param>
    public static string LockOf(string home) => Path.Combine(home, ".locks", "gateway");

    /// <summary>The process that it names, if it still runs.</summary>
    public Process? FindProcess()
    {
        Process? process = null;
        try
        {
            process = Process.GetProcessById(Pid);
            if (!process.HasExited && string.Equals(StartOf(process), Started, StringComparison.Ordinal))
                return process;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or System.ComponentModel.Win32Exception)
        {
            // It is gone.
        }

        process?.Dispose();
        return null;
    }

    /// <summary>Writes it down. A disk that is full keeps no gateway from running.</summary>
    /// <param name="home">The home folder; absolute.</param>
    public void Write(string home)
    {
        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(PathOf(home))!);
            var temporary = $"{PathOf(home)}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.tmp";
            using (var file = PrivateFile.Open(temporary, FileMode.Create))
                JsonSerializer.Serialize(file, this, WireJson.Default.GatewayRecord);
            File.Move(temporary, PathOf(home), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without it, "gateway stop" and "gateway status" ask the gateway itself.
        }
    }

    /// <summary>On Linux in ticks since the machine began, which no change of the clock touches (proc(5), starttime).</summary>
    private static string StartOf(Process process)
    {
        const int StartTime = 19;
        if (!OperatingSystem.IsLinux())
            return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat"));
        // The name before may hold anything.
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[StartTime];
    }

    private static string PathOf(string home) => Path.Combine(home, "run", "gateway.json");
}
