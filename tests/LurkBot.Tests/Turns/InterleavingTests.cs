namespace LurkBot.Tests.Turns;

/// <summary>Concurrent operations and killed processes: each message has one fate, each call one result.</summary>
public sealed class InterleavingTests
{
    private const int Seeds = 300;

    public static TheoryData<int> Batches => [.. Enumerable.Range(0, 10)];

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task Invariant01_AnyInterleaving_EachMessageHasOneFate(int batch)
    {
        for (var seed = batch * (Seeds / 10); seed < (batch + 1) * (Seeds / 10); seed++)
        {
            using var home = new InterleavedHome(seed);
            await CheckAsync(home, () => home.LiveAsync(24), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Invariant01_KilledAtEachAppend_EachMessageHasOneFate(int lastAppend)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            for (var (appends, wasKilled) = (0, true); wasKilled && appends < 60; appends++)
            {
                var last = appends;
                using var home = new InterleavedHome(seed, folder => new ProcessLife(folder, last, (LastAppend)lastAppend));
                await CheckAsync(home, home.LiveAsScriptedAsync, $"seed {seed}, append {appends}");
                wasKilled = home.WasKilled;
            }
        }
    }

    private static async Task CheckAsync(InterleavedHome home, Func<Task> live, string name)
    {
        try
        {
            await live();
            await home.EndAsync();
            Assert.Empty(home.Problems);
        }
        catch (Exception e)
        {
            Assert.Fail($"{name}: {e}\n{home.Log}");
        }
    }
}
