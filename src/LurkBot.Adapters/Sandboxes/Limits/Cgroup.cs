using System.Globalization;

namespace LurkBot.Sandboxes;

/// <summary>One control group: a folder of the kernel's.</summary>
internal static class Cgroup
{
    private const string Prefix = "lurkbot.";
    private static int counter;

    /// <summary>A name that no other command of this machine has.</summary>
    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{ProcessMark.Own}.{Interlocked.Increment(ref counter)}");

    /// <summary>Writes one of the group's files.</summary>
    /// <returns>Null, or the error.</returns>
    public static string? Write(string folder, string file, string value)
    {
        try
        {
            using var stream = new FileStream(Path.Combine(folder, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(value));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{Path.Combine(folder, file)}: {e.Message}";
        }
    }

    /// <summary>Reads one of the group's files; null if it cannot be read.</summary>
    public static string? Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number behind a name in a file such as <c>memory.events</c>; 0 if there is none.</summary>
    public static long Number(string? text, string name)
    {
        foreach (var line in (text ?? "").Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ' ')
                return long.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
        }

        return 0;
    }

    /// <summary>Kills all that is in the group and removes it; what cannot be removed yet is left for <see cref="Sweep"/>.</summary>
    public static void Remove(string folder)
    {
        const int Tries = 200;
        for (var i = 0; i < Tries && Directory.Exists(folder); i++)
        {
            foreach (var line in (Read(folder, "cgroup.procs") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                _ = SystemCalls.Signal(int.Parse(line, CultureInfo.InvariantCulture), SystemCalls.Kill);
            try
            {
                Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The kernel says busy for a moment after the last process has gone.
                SystemCalls.Pause(Math.Min(i + 1, 10));
            }
        }
    }

    /// <summary>Removes the groups that killed processes of LurkBot left.</summary>
    public static void Sweep(string parent)
    {
        if (!Directory.Exists(parent))
            return;
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            // Other programs may call theirs lurkbot.service: what does not look like a name of ours is none.
            var parts = Path.GetFileName(folder).Split('.');
            if (parts.Length == 5 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out _) && int.TryParse(parts[4], CultureInfo.InvariantCulture, out _) && !ProcessMark.IsAlive(string.Join('.', parts[1..4])))
                Remove(folder);
        }
    }
}
