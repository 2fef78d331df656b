using System.Globalization;

namespace LurkBot.Tests.Sandboxes;

/// <summary>What commands of this process may have left behind.</summary>
internal static class Leftovers
{
    /// <summary>Control groups of this process's commands.</summary>
    public static List<string> Groups() =>
        [.. ((string[])["/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/cpu", "/sys/fs/cgroup"]).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, $"lurkbot.{Environment.ProcessId}.*"))];

    /// <summary>Children of this process that are bubblewrap, dead ones too.</summary>
    public static List<string> OfSandboxes() => Children("bwrap", "setpriv");

    /// <summary>Children of this process with one of these names, dead ones too.</summary>
    public static List<string> Children(params string[] names)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var status = File.ReadAllLines(Path.Combine(folder, "status"));
                if (status.Contains($"PPid:\t{Environment.ProcessId}") && names.Contains(status[0]["Name:\t".Length..], StringComparer.Ordinal))
                    found.Add(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return found;
    }

    /// <summary>Whether a process is dead, and only nobody has asked yet how it died.</summary>
    /// <param name="process">Its folder in <c>/proc</c>.</param>
    public static bool IsZombie(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "status")).Contains("State:\tZ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    public static int OpenFiles() => Directory.GetFiles("/proc/self/fd").Length;

    public static int Mounts() => File.ReadAllLines("/proc/self/mountinfo").Length;

    /// <summary>The bytes that are in use after a collection.</summary>
    public static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    public static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    /// <summary>Whether a command with this mark is among all processes of the machine.</summary>
    public static bool Runs(string mark, bool kill = false)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                if (!File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(mark, StringComparison.Ordinal))
                    continue;
                if (kill)
                    System.Diagnostics.Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)).Kill();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return false;
    }
}
