namespace LurkBot.Tests.Turns;

/// <summary>When a process dies: at its append of a number, how, and what it leaves of its lease.</summary>
/// <param name="home">The home folder.</param>
/// <param name="appends">The appends that it still makes; negative for no limit.</param>
/// <param name="end">What becomes of the last one.</param>
internal sealed class ProcessLife(string home, int appends, LastAppend end)
{
    private int left = appends;
    private readonly Dictionary<string, byte[]> holders = new(StringComparer.Ordinal);

    /// <summary>Whether it was killed.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Where in its bytes the last append is torn.</summary>
    public double TornAt { get; init; } = 0.5;

    /// <summary>A killed process does nothing.</summary>
    public void ThrowIfDead()
    {
        if (IsDead)
            throw new ProcessKilledException();
    }

    /// <summary>Kills it.</summary>
    public void Kill()
    {
        IsDead = true;
        var folder = Path.Combine(home, ".locks");
        if (Directory.Exists(folder))
        {
            foreach (var path in Directory.GetFiles(folder, "*.holder"))
                holders[path] = File.ReadAllBytes(path);
        }

        throw new ProcessKilledException();
    }

    /// <summary>Its lease is given back when its stack unwinds; a killed process would not have done that.</summary>
    public void Bury()
    {
        foreach (var (path, bytes) in holders)
            File.WriteAllBytes(path, bytes);
        holders.Clear();
    }

    /// <summary>One append.</summary>
    public async Task<T> AppendAsync<T>(Func<ValueTask<T>> append)
    {
        ThrowIfDead();
        var file = Directory.Exists(Path.Combine(home, "sessions")) ? Directory.GetFiles(Path.Combine(home, "sessions"), "*.json").FirstOrDefault() : null;
        var before = left == 0 && file is not null ? await File.ReadAllBytesAsync(file) : [];
        if (left == 0 && end == LastAppend.Missing)
            Kill();
        var stored = await append();
        if (left == 0)
        {
            var after = file is null ? [] : await File.ReadAllBytesAsync(file);
            var same = before.AsSpan().CommonPrefixLength(after);
            if (same < after.Length)
            {
                if (end == LastAppend.Torn)
                    await File.WriteAllBytesAsync(file!, after[..(same + (int)((after.Length - same) * TornAt))]);
                Kill();
            }

            // Nothing was written: it dies at the next one.
            return stored;
        }

        left -= 1;
        return stored;
    }
}
