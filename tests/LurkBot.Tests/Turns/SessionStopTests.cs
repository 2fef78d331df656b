using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>Turns that other processes stop.</summary>
public sealed class SessionStopTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Stop_FromAnotherProcess_CancelsTheTurnAndKeepsItsPart()
    {
        var gate = new Gate();
        var model = new ScriptedModel((_, number, token) => number == 1 ? ScriptedModel.Held("half a ", gate, "never", token) : ScriptedModel.Text("next"));
        using var process = new TestProcess(home.Path, model, QueueMode.Queue);
        await process.AcceptAsync("one");
        await process.AcceptAsync("two");
        var run = process.RunAsync();
        await gate.Reached;
        using var other = new TestProcess(home.Path, new ScriptedModel());
        Assert.True(await other.StopAsync(all: false));
        Assert.Equal([(TurnFate.Cancelled, "half a ", "Cancelled by the user."), (TurnFate.Answered, "next", null)], (await run).OfType<TurnUpdate.Ended>().Select(ended => (ended.Result.Fate, ended.Result.Reply, ended.Result.Why)));
        Assert.True((await process.ReadAsync()).OfType<AssistantEntry>().First().Partial);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task StopAll_FromAnotherProcess_CancelsWhatWaitsToo()
    {
        var gate = new Gate();
        var model = new ScriptedModel((_, _, token) => ScriptedModel.Held("half a ", gate, "never", token));
        using var process = new TestProcess(home.Path, model, QueueMode.Queue);
        foreach (var text in (string[])["one", "two", "three"])
            await process.AcceptAsync(text);
        var run = process.RunAsync();
        await gate.Reached;
        using var other = new TestProcess(home.Path, new ScriptedModel());
        Assert.True(await other.StopAsync(all: true));
        await run;
        Assert.Equal([TurnFate.Cancelled, TurnFate.Cancelled, TurnFate.Cancelled], (await process.FatesAsync()).Values);
        Assert.Single(model.Requests);
        Assert.False(await other.StopAsync(all: true));
    }

    [Fact]
    public async Task StopAll_MessageAfterIt_IsAnswered()
    {
        var (gate, ending) = (new Gate(), new Gate());
        var model = new ScriptedModel((_, number, token) => number == 1 ? Stubborn(gate, ending, token) : ScriptedModel.Text("next"));
        using var process = new TestProcess(home.Path, model);
        await process.AcceptAsync("one");
        var run = process.RunAsync();
        await gate.Reached;
        await process.StopAsync(all: true);
        await ending.Reached;
        var after = await process.AcceptAsync("rather this");
        ending.Open();
        await run;
        Assert.Equal(TurnFate.Answered, (await process.FatesAsync())[after]);
    }

    [Fact]
    public async Task StopAll_AfterAKilledProcessHadTakenTheMessage_CancelsIt()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        var id = await process.AcceptAsync("one");
        KilledLease.Leave(process, [id], attempt: 1);
        Assert.True(await process.StopAsync(all: true));
        await process.RunAsync();
        Assert.Equal(TurnFate.Cancelled, (await process.FatesAsync())[id]);
    }

    [Fact]
    public async Task Stop_TurnThatAMessageJoinedBeforeItsFirstResponse_EndsIt()
    {
        var gate = new Gate();
        var model = new ScriptedModel((_, _, token) => ScriptedModel.Held("half a ", gate, "never", token));
        using var process = new TestProcess(home.Path, model, QueueMode.Steer);
        using var other = new TestProcess(home.Path, new ScriptedModel());
        await process.AcceptAsync("one");
        process.OnPrepare = _ => other.AcceptAsync("two").GetAwaiter().GetResult();
        var run = process.RunAsync();
        await gate.Reached;
        Assert.True(await other.StopAsync(all: false));
        await run;
        Assert.Equal([TurnFate.Cancelled, TurnFate.Cancelled], (await process.FatesAsync()).Values);
    }

    /// <summary>Takes its time to end when it is stopped.</summary>
    private static async IAsyncEnumerable<ChatResponseUpdate> Stubborn(Gate gate, Gate ending, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "half a ");
        try
        {
            await gate.PassAsync(cancellationToken);
        }
        finally
        {
            await ending.PassAsync(CancellationToken.None);
        }
    }
}
