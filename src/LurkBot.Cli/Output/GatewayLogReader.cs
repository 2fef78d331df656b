using System.Text;
using LurkBot.Doors;

namespace LurkBot.Cli.Output;

/// <summary>Reads a gateway's log files as one, across their rotation.</summary>
/// <param name="home">The home folder; absolute.</param>
/// <param name="time">The clock.</param>
internal sealed class GatewayLogReader(string home, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private string? current;
    private long position;

    /// <summary>Whether there is a log.</summary>
    public bool HasFiles => GatewayLogFiles.Find(home).Count > 0;

    /// <summary>The newest lines, oldest first; what comes after them is read by <see cref="FollowAsync"/>.</summary>
    /// <param name="count">How many.</param>
    public IReadOnlyList<string> ReadNewest(int count)
    {
        var lines = new LinkedList<IReadOnlyList<string>>();
        var found = 0;
        foreach (var file in GatewayLogFiles.Find(home).Reverse())
        {
            // The newest is read first: where its reading ended the following begins.
            var read = ReadFrom(file, 0, out var end);
            if (current is null)
                (current, position) = (file, end);
            lines.AddFirst(read);
            found += read.Count;
            if (found >= count)
                break;
        }

        return [.. lines.SelectMany(part => part).TakeLast(count)];
    }

    /// <summary>Waits for new lines.</summary>
    /// <param name="write">Told each.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(Action<string> write, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        do
        {
            var files = GatewayLogFiles.Find(home);
            foreach (var file in current is null ? files : files.SkipWhile(file => !string.Equals(file, current, StringComparison.Ordinal)).DefaultIfEmpty(files.Count > 0 ? files[0] : current))
            {
                if (!string.Equals(file, current, StringComparison.Ordinal))
                    (current, position) = (file, 0);
                foreach (var line in ReadFrom(file, position, out position))
                    write(line);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Whole lines of a file; the beginning of one that is still being written is read the next time.</summary>
    private static List<string> ReadFrom(string file, long from, out long end)
    {
        var lines = new List<string>();
        end = from;
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = from;
            var (buffer, line) = (new byte[64 * 1024], new List<byte>());
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                foreach (var one in buffer.AsSpan(0, read))
                {
                    if (one != (byte)'\n')
                    {
                        line.Add(one);
                        continue;
                    }

                    end += line.Count + 1;
                    lines.Add(Encoding.UTF8.GetString([.. line]).TrimEnd('\r'));
                    line.Clear();
                }
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Rotated away meanwhile.
        }

        return lines;
    }
}
