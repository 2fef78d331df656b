using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LurkBot.Benchmarks;

/// <summary>A one-shot chat, and the first message in an imported conversation, short and long: whole processes.</summary>
internal static class ImportedBenchmark
{
    private const int Rounds = 5;

    private static readonly int[] Sizes = [100, 100_000];

    public static async Task RunAsync(string program, string folder)
    {
        Console.WriteLine("| first message in | wall, s | most memory, MiB | new session in the same round, s | MiB |\n|---|---|---|---|---|");
        foreach (var size in Sizes)
        {
            var (walls, peaks, others, otherPeaks) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                var home = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{size}-{round}"));
                Directory.CreateDirectory(home);
                var file = Path.Combine(home, "conversation.jsonl");
                await WriteAsync(file, size);
                Measure(program, home, "sessions", "import", file);
                var key = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(Path.Combine(home, "sessions"), "*.json").Single()).Replace('_', ':');
                var (wall, peak) = Measure(program, home, "chat", "--model", "offline", "--session", key, "And now?");
                var (other, otherPeak) = Measure(program, home, "chat", "--model", "offline", "--session", "new", "And now?");
                walls.Add(wall);
                peaks.Add(peak);
                others.Add(other);
                otherPeaks.Add(otherPeak);
                Directory.Delete(home, recursive: true);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:#,0} imported messages | {Samples.Median(walls):0.000} | {Samples.Median(peaks):0} | {Samples.Median(others):0.000} | {Samples.Median(otherPeaks):0} |"));
        }
    }

    /// <summary>A transcript as Claude Code writes it.</summary>
    private static async Task WriteAsync(string file, int messages)
    {
        await using var output = new StreamWriter(file);
        string? parent = null;
        for (var i = 0; i < messages; i++)
        {
            var role = i % 2 == 0 ? "user" : "assistant";
            var text = string.Create(CultureInfo.InvariantCulture, $"Message {i} about the garage, the garden and what else there is to say.");
            var id = Guid.NewGuid().ToString();
            var at = DateTimeOffset.UnixEpoch.AddYears(55).AddMinutes(i);
            await output.WriteLineAsync(JsonSerializer.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["type"] = role,
                ["uuid"] = id,
                ["parentUuid"] = parent,
                ["sessionId"] = "bench",
                ["timestamp"] = at,
                ["message"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["role"] = role, ["content"] = new[] { new Dictionary<string, object?>(StringComparer.Ordinal) { ["type"] = "text", ["text"] = text } } },
            }));
            parent = id;
        }
    }

    private static (double Seconds, double Peak) Measure(string program, string home, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["LURKBOT_HOME"] = home;
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var peak = 0L;
        while (!process.WaitForExit(5))
        {
            process.Refresh();
            peak = Math.Max(peak, PeakOf(process));
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)} returned {process.ExitCode}.");
        return (Stopwatch.GetElapsedTime(begin).TotalSeconds, peak / 1024.0 / 1024);
    }

    private static long PeakOf(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }
}
