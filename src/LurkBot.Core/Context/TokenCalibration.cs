using System.Collections.Concurrent;
using System.Text.Json;
using LurkBot.Interop;
using LurkBot.Storage;

namespace LurkBot.Context;

/// <summary>
/// How many tokens each model's provider counts for one that letters suggest, learnt from the provider's own numbers and kept in
/// <c>cache/tokens.json</c> in the home. It holds no text, and what is lost of it is learnt again. Thread-safe.
/// </summary>
/// <param name="home">The home; null keeps it in memory.</param>
internal sealed class TokenCalibration(string? home)
{
    /// <summary>The file's place in the home folder.</summary>
    public static readonly string FileName = Path.Combine("cache", "tokens.json");

    /// <summary>A shorter request tells little: what the provider adds on its own weighs too much in it.</summary>
    public const int LeastTokens = 500;

    /// <summary>What is further off counts something else, such as images or a cache.</summary>
    private const double LargestError = 3;

    /// <summary>How much the newest request moves what is known.</summary>
    private const double Weight = 0.25;

    /// <summary>A smaller change moves no estimate, so that they hold still.</summary>
    private const double LeastChange = 0.05;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, CalibratedTokenCounter> counters = new(StringComparer.Ordinal);
    private Dictionary<string, double>? known;

    private string FilePath => Path.Combine(home!, FileName);

    /// <summary>Counts a model's tokens.</summary>
    /// <param name="model">The model.</param>
    public TokenCounter CounterOf(string model) => counters.GetOrAdd(model, name => Make(name, Known(name)));

    private double Known(string model)
    {
        lock (gate)
            return (known ??= Read()).TryGetValue(model, out var ratio) ? ratio : 1;
    }

    private CalibratedTokenCounter Make(string model, double ratio) => new(RatioTokenCounter.Instance, ratio, (estimated, counted) => Learn(model, estimated, counted));

    private void Learn(string model, double estimated, long counted)
    {
        if (estimated < LeastTokens || counted <= 0 || counted > estimated * LargestError || counted < estimated / LargestError)
            return;
        lock (gate)
        {
            var all = known ??= Read();
            var seen = counted / estimated;
            all[model] = all.TryGetValue(model, out var before) ? before + ((seen - before) * Weight) : seen;
            if (Math.Abs(all[model] - ((CalibratedTokenCounter)CounterOf(model)).Ratio) < LeastChange)
                return;
            counters[model] = Make(model, all[model]);
            Write(all);
        }
    }

    private Dictionary<string, double> Read()
    {
        try
        {
            if (home is not null && File.Exists(FilePath) && JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), CalibrationJson.Default.DictionaryStringDouble) is { } read)
                return new(read.Where(pair => pair.Value is >= 1 / LargestError and <= LargestError), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // It is learnt again.
        }

        return new(StringComparer.Ordinal);
    }

    /// <summary>What other processes have learnt of other models stays.</summary>
    private void Write(Dictionary<string, double> all)
    {
        if (home is null)
            return;
        foreach (var (model, ratio) in Read())
            all.TryAdd(model, ratio);
        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(FilePath)!);
            SessionFileWriter.Replace(FilePath, JsonSerializer.SerializeToUtf8Bytes(all, CalibrationJson.Default.DictionaryStringDouble));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No turn fails for an estimate.
        }
    }
}
