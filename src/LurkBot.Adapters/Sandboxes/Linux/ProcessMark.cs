using System.Globalization;

namespace LurkBot.Sandboxes;

/// <summary>Names a process so that no other one has the name, also after a restart of the machine.</summary>
internal static class ProcessMark
{
    /// <summary>This process's.</summary>
    public static string Own { get; } = Of(Environment.ProcessId) ?? "unknown";

    /// <summary>Whether the process of a mark is still there.</summary>
    public static bool IsAlive(string mark) =>
        int.TryParse(mark.AsSpan(0, Math.Max(0, mark.IndexOf('.', StringComparison.Ordinal))), CultureInfo.InvariantCulture, out var process) && string.Equals(Of(process), mark, StringComparison.Ordinal);

    /// <summary>Its number, when it started, counted in ticks since the machine did, and which start of the machine that was.</summary>
    private static string? Of(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            // The program's name, in parentheses, may hold anything.
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            const int Started = 19;
            return $"{process}.{fields[Started]}.{File.ReadAllText("/proc/sys/kernel/random/boot_id").AsSpan(0, 8)}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
