using System.Diagnostics;
using System.Globalization;

namespace LurkBot.Tests;

/// <summary>Tries a property with one seed after another: for a moment in the suite, always from the same seed on; for ten minutes of a target in the long tier.</summary>
internal static class Fuzzing
{
    /// <summary>Runs only this seed.</summary>
    public const string SeedVariable = "FUZZ_SEED";

    private const int Batch = 50;

    private static readonly TimeSpan InTheSuite = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan InTheLongTier = TimeSpan.FromMinutes(10);

    /// <summary>A batch that takes longer hangs.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    /// <summary>Runs it.</summary>
    /// <param name="properties">How many properties the target has: they share its time.</param>
    /// <param name="property">Fails by throwing; all its choices come from what it is given.</param>
    public static void Run(int properties, Action<Random> property)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var one))
        {
            property(new Random(one));
            return;
        }

        var first = LongTests.Enabled ? Random.Shared.Next() : 4711;
        var (seed, started, time) = (first, Stopwatch.GetTimestamp(), (LongTests.Enabled ? InTheLongTier : InTheSuite) / properties);
        Exception? failure = null;
        do
        {
            // A thread of its own, so that a hang is a failure and not a suite that never ends.
            var thread = new Thread(() =>
            {
                try
                {
                    for (var i = 0; i < Batch; i++, seed++)
                        property(new Random(seed));
                }
                catch (Exception e)
                {
                    failure = e;
                }
            })
            { IsBackground = true };
            thread.Start();
            if (!thread.Join(Hang))
                Assert.Fail($"{SeedVariable}={seed} does not end.");
            if (failure is not null)
                throw new InvalidOperationException($"{SeedVariable}={seed}: {failure.Message}", failure);
        }
        while (Stopwatch.GetElapsedTime(started) < time);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds {first} to {seed - 1}.");
        if (LongTests.Enabled)
            Console.WriteLine($"{TestContext.Current.Test?.TestDisplayName}: seeds {first} to {seed - 1} hold.");
    }
}
