using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Subagents;

/// <summary>Processes that are killed while a subagent is started, runs, and returns: its parent gets exactly one result, and no task is done twice.</summary>
public sealed class SubagentCrashTests : IDisposable
{
    private const string Task = "Count the files";

    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_WhileItRuns_OneResultComesBack(bool gateway)
    {
        var server = gateway ? await home.StartGatewayAsync() : null;
        var first = home.Start("Go");
        await SpawnAsync();
        // The subagent asks its model.
        Assert.Contains(Task, HeldModel.Said((await home.Model.NextAsync()).Body)[^1], StringComparison.Ordinal);
        await home.UntilAsync(stored => stored.OfRole("system").Any(entry => entry.TryGetProperty("scope", out _)));
        await (server ?? first).KillAsync();
        if (gateway)
            await home.StartGatewayAsync();
        else
            _ = home.Start("And?");
        Assert.Contains(Task, HeldModel.Said((await AnswerAsync("Seven.")).Body)[^1], StringComparison.Ordinal);
        await FinishAsync("Seven.");
        await CheckAsync();
    }

    [Theory]
    [InlineData("60", "Finished: 1 turn. Left to the next start: 1 turn.")]
    [InlineData("0", "Left to the next start: 2 turns.")]
    public async Task Stopped_WhileItRuns_TheGatewayWaitsForIt_AndOneResultComesBack(string drain, string expected)
    {
        var gateway = await home.StartGatewayAsync(("LURKBOT_GATEWAY_DRAIN", drain));
        _ = home.Start("Go");
        await SpawnAsync();
        var request = await home.Model.NextAsync();
        await home.UntilAsync(stored => stored.OfRole("system").Any(entry => entry.TryGetProperty("scope", out _)));
        Assert.Contains("2 under way, 0 waiting", (await home.Start(["gateway", "status"]).FinishAsync()).Output, StringComparison.Ordinal);
        var stop = home.Start(["gateway", "stop"]);
        if (drain is not "0")
        {
            // The parent waits for nothing meanwhile: it is parked already.
            while (await stop.StandardError.ReadLineAsync() is var line && line is not "Waiting for 1 turn…")
                Assert.NotNull(line);
            await request.FinishAsync(ProviderReply.Say("Seven."));
        }

        Assert.EndsWith($"Stopped. {expected}", (await stop.FinishAsync()).Output.Trim(), StringComparison.Ordinal);
        await gateway.WaitForExitAsync();
        Assert.Equal(drain is "0" ? 0 : 1, (await ChildAsync()).OfType<AssistantEntry>().Count());
        await home.StartGatewayAsync();
        if (drain is "0")
            await AnswerAsync("Seven.");
        await FinishAsync("Seven.");
        await CheckAsync();
    }

    [Fact]
    public async Task Killed_BeforeItsFirstMessage_ItIsStartedOnce()
    {
        var first = home.Start("Go");
        var request = await home.Model.NextAsync();
        await using (var parent = await home.Store.OpenAsync(ChatHome.Key, default))
        {
            var child = new SubagentSource(parent!.Info.Id, 1, "call_1").KeyOf("cli", null);
            using (await home.HoldAppendsAsync(child))
            {
                await request.FinishAsync(Call());
                await home.UntilAsync(stored => stored.OfRole("assistant").Count == 1);
                await first.KillAsync();
            }

            Assert.Equal(0, (await home.Store.FindAsync(child, default))!.LastId);
        }

        _ = home.Start("And?");
        Assert.Contains(Task, HeldModel.Said((await AnswerAsync("Seven.")).Body)[^1], StringComparison.Ordinal);
        await FinishAsync("Seven.");
        await CheckAsync();
    }

    [Fact]
    public async Task Killed_BetweenItsFirstMessageAndItsParentsPark_ItIsStartedOnce()
    {
        var first = home.Start("Go");
        var request = await home.Model.NextAsync();
        await using (var parent = await home.Store.OpenAsync(ChatHome.Key, default))
        {
            var child = new SubagentSource(parent!.Info.Id, 1, "call_1").KeyOf("cli", null);
            var childsAppends = await home.HoldAppendsAsync(child);
            await request.FinishAsync(Call());
            await home.UntilAsync(stored => stored.OfRole("assistant").Count == 1);
            using (await home.HoldAppendsAsync())
            {
                childsAppends.Dispose();
                await Poll.UntilAsync(async () => (await home.Store.FindAsync(child, default))!.LastId > 0);
                await first.KillAsync();
            }

            Assert.DoesNotContain(await parent.ReadAllAsync(default), entry => entry is ApprovalEntry or ToolEntry);
        }

        _ = home.Start("And?");
        Assert.Contains(Task, HeldModel.Said((await AnswerAsync("Seven.")).Body)[^1], StringComparison.Ordinal);
        await FinishAsync("Seven.");
        await CheckAsync();
    }

    [Fact]
    public async Task Killed_WhileItReturns_TheTaskIsNotDoneAgain()
    {
        var first = home.Start("Go");
        await SpawnAsync();
        var request = await home.Model.NextAsync();
        await home.UntilAsync(stored => stored.OfRole("system").Any(entry => entry.TryGetProperty("scope", out _)));
        using (await home.HoldAppendsAsync())
        {
            await request.FinishAsync(ProviderReply.Say("Seven."));
            await Poll.UntilAsync(async () => (await ChildAsync()).Any(entry => entry is AssistantEntry));
            await first.KillAsync();
        }

        _ = home.Start("And?");
        // The next request is the parent's, with the result.
        await FinishAsync("Seven.");
        await CheckAsync();
    }

    private static ProviderReply Call() => ProviderReply.Call(("call_1", "sessions_spawn", $$"""{"task":"{{Task}}"}"""));

    private async Task SpawnAsync() => await (await home.Model.NextAsync()).FinishAsync(Call());

    private async Task<HeldRequest> AnswerAsync(string text)
    {
        var request = await home.Model.NextAsync();
        await request.FinishAsync(ProviderReply.Say(text));
        return request;
    }

    /// <summary>The parent goes on with the result, and whatever was said meanwhile is answered.</summary>
    private async Task FinishAsync(string result)
    {
        var request = await AnswerAsync("It is done.");
        Assert.Contains(result, request.Body, StringComparison.Ordinal);
        home.Model.Says = "Yes.";
        await home.UntilAsync(stored => stored.HasEnd("Go"));
    }

    private async Task CheckAsync()
    {
        await using var parent = await home.Store.OpenAsync(ChatHome.Key, default);
        var result = Assert.Single((await parent!.ReadAllAsync(default)).OfType<ToolEntry>());
        Assert.Equal((false, true), (result.Error, result.Content.EndsWith("is done:\nSeven.", StringComparison.Ordinal)));
        Assert.Equal("It is done.", home.Read().FateOf("Go"));
        var child = await ChildAsync();
        Assert.Single(child.OfType<UserEntry>());
        Assert.Single(child.OfType<AssistantEntry>());
    }

    private async Task<IReadOnlyList<Entry>> ChildAsync()
    {
        var key = Assert.Single((await home.Store.ListAsync(default)).Sessions, session => session.Key.Type is SessionType.Subagent).Key;
        await using var session = await home.Store.OpenAsync(key, default);
        return await session!.ReadAllAsync(default);
    }
}
