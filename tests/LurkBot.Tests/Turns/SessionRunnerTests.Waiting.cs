using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>The queue mode of a session, and more messages than a turn takes.</summary>
public sealed partial class SessionRunnerTests
{
    [Theory]
    [InlineData("steer", false, true)]
    [InlineData("steer", true, false)]
    [InlineData("collect", false, false)]
    public async Task Run_QueueModeSetWhileATurnRuns_GoesForMessagesThatComeAfterIt(string mode, bool isBefore, bool joins)
    {
        var gate = new Gate();
        var model = new ScriptedModel((messages, _, _) => messages.Any(message => message.Role == ChatRole.Tool) ? ScriptedModel.Text("done") : ScriptedModel.Calls(("c1", "ls")));
        using var process = new TestProcess(home.Path, model, bash: async (_, token) =>
        {
            await gate.PassAsync(token);
            return "files";
        });
        await process.AcceptAsync("look");
        var run = process.RunAsync();
        await gate.Reached;
        using var other = new TestProcess(home.Path, new ScriptedModel());
        if (isBefore)
            await other.AcceptAsync("only the big ones");
        await SetAsync(other, mode);
        if (!isBefore)
            await other.AcceptAsync("only the big ones");
        gate.Open();
        Assert.Equal(joins ? 1 : 2, (await run).OfType<TurnUpdate.Ended>().Count());
        Assert.Equal(joins, model.Requests[1].Any(message => message.Contains("only the big ones", StringComparison.Ordinal)));
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Run_QueueModeOfTheSession_OutlivesTheProcessAndIsTakenBack()
    {
        using (var first = new TestProcess(home.Path, new ScriptedModel()))
        {
            await first.SayAsync("hello");
            await SetAsync(first, "queue");
        }

        using var process = new TestProcess(home.Path, new ScriptedModel());
        foreach (var text in (string[])["one", "two"])
            await process.AcceptAsync(text);
        Assert.Equal([[4L], [5L]], (await process.RunAsync()).OfType<TurnUpdate.Ended>().Select(ended => ended.Result.Answers));
        await using var session = await process.OpenAsync();
        Assert.Equal(QueueMode.Queue, session.Info.ChosenQueueMode);
        await session.AppendAsync([new UndoEntry { Undoes = (await session.ReadAllAsync(default)).OfType<SettingsEntry>().Single().Id }], default);
        Assert.Null(session.Info.ChosenQueueMode);
        await SetAsync(process, "steer");
        await SetAsync(process, "");
        await session.ReadNewestAsync(1, default);
        Assert.Null(session.Info.ChosenQueueMode);
    }

    [Fact]
    public async Task Run_MoreThanFiftyWait_TheNewestFiftyAreATurnAndTheOlderOnesFailWithOneNotice()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        for (var i = 1; i <= 62; i++)
            await process.AcceptAsync($"message {i}.");
        var updates = await process.RunAsync();
        var result = Assert.Single(updates.OfType<TurnUpdate.Ended>()).Result;
        Assert.Equal(Enumerable.Range(13, 50).Select(id => (long)id), result.Answers);
        var notice = Assert.Single((await process.ReadAsync()).OfType<NoticeEntry>());
        Assert.Equal((TurnFate.Failed, 12), (notice.Fate, notice.Answers.Count));
        Assert.Contains("12 older messages were not answered", notice.Content, StringComparison.Ordinal);
        Assert.DoesNotContain(Assert.Single(model.Requests), message => message.Contains("message 12.", StringComparison.Ordinal));
        Assert.Contains(model.Requests[0], message => message.Contains("message 13.", StringComparison.Ordinal));
        Assert.Equal(TurnState.Empty, await process.StateAsync());
        await process.SayAsync("and now?");
        Assert.DoesNotContain(model.Requests[1], message => message.Contains("message 12.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_MoreThanFiftyWait_APastedTextIsNotCut()
    {
        var time = new HastyTime(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
        using var process = new TestProcess(home.Path, new ScriptedModel(), time: time);
        await process.AcceptAsync("old");
        for (var i = 0; i < 60; i++)
            await process.AcceptAsync(new InboundMessage(process.Key, "part", TestProcess.Owner, ReplyAddress.Cli) { PartOf = "paste:1" });
        var result = Assert.Single((await process.RunAsync()).OfType<TurnUpdate.Ended>()).Result;
        Assert.Equal(60, result.Answers.Count);
        Assert.Equal([1], Assert.Single((await process.ReadAsync()).OfType<NoticeEntry>()).Answers);
    }

    private static async Task SetAsync(TestProcess process, string mode)
    {
        await using var session = await process.OpenAsync();
        await session.AppendAsync(_ => [new SettingsEntry { Queue = mode }], default);
    }
}
