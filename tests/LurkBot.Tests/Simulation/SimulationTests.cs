using System.Diagnostics;
using System.Globalization;

namespace LurkBot.Tests.Simulation;

/// <summary>
/// The gateway's inbox, hub, runner, ledger, outbox and the channels of Telegram, Discord and Slack, each for itself or all together, in a simulated world: a clock, a scheduler, a platform, a model and a disk that misbehave, and a
/// process that is killed at any await. Whatever happens, each message has one fate, each reply goes to the right chat once and in order, and nothing waits behind what is stuck.
/// A history that broke a promise is looked at with <c>DOTNET_PROCESSOR_COUNT=1 dotnet LurkBot.Tests.dll --simulate SEED 1 None trace</c>.
/// </summary>
public sealed class SimulationTests
{
    /// <summary>Settings of the runtime with which a history takes a fifth less of the processor: code is not mapped twice and not instrumented, is optimized soon, and garbage is collected seldom.</summary>
    private static readonly (string, string)[] Faster = [("DOTNET_EnableWriteXorExecute", "0"), ("DOTNET_TieredPGO", "0"), ("DOTNET_GCgen0size", "4000000"), ("DOTNET_gcConcurrent", "0"), ("DOTNET_TC_CallCountingDelayMs", "0")];

    [Theory]
    [InlineData(1)]
    [InlineData(501)]
    public async Task Histories_FiveHundred_KeepAllPromises(int first)
    {
        using var running = Start(first, 500, PlantedFault.None);
        var (code, output, error) = await running.FinishAsync();
        Assert.True(code == 0, Broken(output) + error);
        Assert.Equal(500, output.Split('\n').Count(line => line.StartsWith("seed ", StringComparison.Ordinal)));
    }

    /// <summary>
    /// Histories that once broke a promise: replies of a group that became a supergroup in the wrong order, a thread of a server that was described late, a first start on a full disk, a
    /// connection that was dead when its place was taken; a command whose end the check did not wait for, files that Slack shared late, messages that were in line when their channel was first looked at, a
    /// preview that Discord was asked about for minutes, a message of which only an edit was heard, and a channel that was really empty.
    /// </summary>
    [Theory]
    [InlineData(214818)]
    [InlineData(253821)]
    [InlineData(256204)]
    [InlineData(261105)]
    [InlineData(209648)]
    [InlineData(309289)]
    [InlineData(309618)]
    [InlineData(311625)]
    [InlineData(312909)]
    [InlineData(319046)]
    [InlineData(328626)]
    [InlineData(313521)]
    [InlineData(319746)]
    [InlineData(502281)]
    [InlineData(502488)]
    public async Task History_ThatBrokeAPromise_KeepsAll(int seed)
    {
        using var running = Start(seed, 1, PlantedFault.None);
        var (code, output, error) = await running.FinishAsync();
        Assert.True(code == 0, Broken(output) + error);
    }

    [Fact]
    public async Task Seed_InTwoProcesses_GivesTheSameTrace()
    {
        using var one = Start(9001, 8, PlantedFault.None);
        using var other = Start(9001, 8, PlantedFault.None);
        var outputs = (await one.FinishAsync(), await other.FinishAsync());
        Assert.Equal(outputs.Item1.Output, outputs.Item2.Output);
        Assert.Contains("seed 9008 ", outputs.Item1.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlantedFault.AcknowledgedBeforeStored, "was acknowledged")]
    [InlineData(PlantedFault.SentBeforeTheRow, "no row knows")]
    [InlineData(PlantedFault.WrongTargetAfterSplit, "is answered in")]
    [InlineData(PlantedFault.LostClaim, "is still Accepted")]
    [InlineData(PlantedFault.TurnResumedTwice, "is answered by")]
    internal async Task PlantedFault_IsFound(PlantedFault fault, string expected)
    {
        using var running = Start(1, 150, fault, "until=" + expected);
        var (_, output, error) = await running.FinishAsync();
        Assert.True(output.Contains(expected, StringComparison.Ordinal), $"150 histories hide it.\n{Broken(output)}{error}");
    }

    [Fact(SkipUnless = nameof(LongTests.Enabled), SkipType = typeof(LongTests), Skip = LongTests.Reason)]
    public async Task Histories_OfAnHour_KeepAllPromises()
    {
        var minutes = int.Parse(Environment.GetEnvironmentVariable("LURKBOT_SIMULATE_MINUTES") ?? "60", CultureInfo.InvariantCulture);
        var began = Stopwatch.StartNew();
        var (next, held) = (100_000, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, Environment.ProcessorCount), async (_, _) =>
        {
            while (began.Elapsed < TimeSpan.FromMinutes(minutes))
            {
                using var running = Start(Interlocked.Add(ref next, 500), 500, PlantedFault.None);
                var (code, output, error) = await running.FinishAsync();
                Assert.True(code == 0, Broken(output) + error);
                Interlocked.Add(ref held, 500);
            }
        });
        TestContext.Current.SendDiagnosticMessage($"{held} histories in {minutes} minutes keep all promises.");
    }

    private static Process Start(int first, int count, PlantedFault fault, params string[] more) =>
        ChildProcess.Start("dotnet", [ChildProcess.Suite, "--simulate", first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), fault.ToString(), .. more], [("DOTNET_PROCESSOR_COUNT", "1"), .. Faster]);

    private static string Broken(string output) => string.Join('\n', output.Split('\n').Where(line => !line.Contains(" holds ", StringComparison.Ordinal)));
}
