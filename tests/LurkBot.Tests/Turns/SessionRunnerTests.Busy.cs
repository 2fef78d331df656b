using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Turns;

/// <summary>What becomes of a message whose session another turn holds.</summary>
public sealed partial class SessionRunnerTests
{
    [Fact]
    public async Task Run_BusyForTooLong_WithdrawsTheOwnMessage()
    {
        var gate = new Gate();
        var model = new ScriptedModel((_, number, token) => number == 1 ? ScriptedModel.Held("slow ", gate, "reply", token) : ScriptedModel.Text("next"));
        using var running = new TestProcess(home.Path, model);
        await running.AcceptAsync("first");
        var run = running.RunAsync();
        await gate.Reached;
        using var door = new TestProcess(home.Path, new ScriptedModel());
        var own = await door.AcceptAsync("impatient");
        var busy = await Assert.ThrowsAsync<SessionBusyException>(() => door.RunAsync(own, TimeSpan.Zero));
        Assert.Contains($"as entry {own}", busy.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was changed", busy.Message, StringComparison.Ordinal);
        Assert.Equal(TurnFate.Cancelled, (await door.FatesAsync())[own]);
        gate.Open();
        await run;
        await running.SayAsync("again");
        Assert.DoesNotContain(model.Requests, request => request.Any(message => message.Contains("impatient", StringComparison.Ordinal)));
    }


    [Fact]
    public async Task Run_BusyWithTheOwnMessage_SaysThatItIsAccepted()
    {
        var gate = new Gate();
        using var running = new TestProcess(home.Path, new ScriptedModel((_, _, token) => ScriptedModel.Held("slow ", gate, "reply", token)));
        using var door = new TestProcess(home.Path, new ScriptedModel());
        var own = await door.AcceptAsync("mine");
        var run = running.RunAsync();
        await gate.Reached;
        var accepted = await Assert.ThrowsAsync<MessageAcceptedException>(() => door.RunAsync(own, TimeSpan.Zero));
        Assert.Equal(own, accepted.Id);
        Assert.EndsWith("lurkbot sessions show cli:p:main", accepted.Message, StringComparison.Ordinal);
        gate.Open();
        await run;
        var ended = Assert.Single((await door.RunAsync(own)).OfType<TurnUpdate.Ended>()).Result;
        Assert.Equal((TurnFate.Answered, "slow reply"), (ended.Fate, ended.Reply));
        Assert.Equal(TurnFate.Answered, (await door.FatesAsync())[own]);
    }


    [Fact]
    public async Task Run_CancelledWhileItWaits_WithdrawsTheOwnMessage()
    {
        var gate = new Gate();
        using var running = new TestProcess(home.Path, new ScriptedModel((_, _, token) => ScriptedModel.Held("slow ", gate, "reply", token)));
        await running.AcceptAsync("first");
        var run = running.RunAsync();
        await gate.Reached;
        using var door = new TestProcess(home.Path, new ScriptedModel());
        var own = await door.AcceptAsync("mine");
        using var cancellation = new CancellationTokenSource();
        var waiting = door.RunAsync(own, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(TurnFate.Cancelled, (await door.FatesAsync())[own]);
        gate.Open();
        await run;
    }
}
