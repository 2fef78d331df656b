using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Turns;

/// <summary>How often what killed its process is tried.</summary>
public sealed partial class SessionRecoveryTests
{
    [Fact]
    public async Task Run_MessageTriedOnceBesideOneTriedThreeTimes_IsAnswered()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        var deadly = await process.AcceptAsync("deadly");
        var once = await process.AcceptAsync("tried once");
        await using (var session = await process.OpenAsync())
        {
            // As a process that is killed leaves it: the lease is not given back.
            var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ben", TimeSpan.Zero), default);
            lease.Take([deadly, once], id => id == deadly ? 3 : 1);
            var holder = Path.Combine(home.Path, ".locks", session.Info.Id + ".holder");
            var left = await File.ReadAllBytesAsync(holder);
            await lease.DisposeAsync();
            await File.WriteAllBytesAsync(holder, left);
        }

        TurnLeaseOwner? owner = null;
        await using (var session = await process.OpenAsync())
        {
            process.OnPrepare = _ => owner = session.FindLeaseOwner();
            Assert.Contains("“deadly”", Assert.Single((await process.RunAsync()).OfType<TurnUpdate.Note>()).Text, StringComparison.Ordinal);
        }

        Assert.Equal(new Dictionary<long, TurnFate> { [deadly] = TurnFate.Failed, [once] = TurnFate.Answered }, await process.FatesAsync());
        Assert.Equal(2, owner?.AttemptsOf(once));
        Assert.Single(model.Requests);
    }


    [Theory]
    [InlineData(1, TurnFate.Answered)]
    [InlineData(2, TurnFate.Answered)]
    [InlineData(3, TurnFate.Failed)]
    public async Task Run_AfterKilledAttempts_TriesThreeTimes(int attempts, TurnFate fate)
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        var id = await process.AcceptAsync("deadly");
        KilledLease.Leave(process, [id], attempts);
        TurnLeaseOwner? owner = null;
        await using (var session = await process.OpenAsync())
        {
            process.OnPrepare = _ => owner = session.FindLeaseOwner();
            await process.RunAsync();
        }

        Assert.Equal(fate, (await process.FatesAsync())[id]);
        Assert.Equal(fate is TurnFate.Answered ? attempts + 1 : null, owner?.Attempt);
        Assert.Equal(fate is TurnFate.Answered ? 1 : 0, model.Requests.Count);
    }


    [Theory]
    [InlineData(2, TurnFate.Answered)]
    [InlineData(3, TurnFate.Failed)]
    public async Task Run_TurnThatGoesOnWasKilled_TriesThreeTimes(int attempts, TurnFate fate)
    {
        await MakeOpenTurnAsync(Telegram);
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        KilledLease.Leave(process, [1], attempts);
        await process.RunAsync();
        Assert.Equal(fate, (await process.FatesAsync())[1]);
        Assert.Equal(fate is TurnFate.Answered ? 1 : 0, model.Requests.Count);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }


    [Fact]
    public async Task Run_AnotherMessageComesFirst_AttemptsAreCountedAllTheSame()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        await process.AcceptAsync(new InboundMessage(process.Key, "harmless", TestProcess.Owner, Telegram));
        var id = await process.AcceptAsync("deadly");
        KilledLease.Leave(process, [id], attempt: 3);
        await process.RunAsync();
        Assert.Equal(TurnFate.Failed, (await process.FatesAsync())[id]);
        Assert.Single(model.Requests);
    }
}
