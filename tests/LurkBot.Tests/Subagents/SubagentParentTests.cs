using LurkBot.Cli.Commands;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;
using LurkBot.Turns;

namespace LurkBot.Tests.Subagents;

/// <summary>What happens to the session that waits for subagents: they end when no one waits for them any more, and what is said meanwhile is answered.</summary>
public sealed class SubagentParentTests
{
    private const string Parent = "cli:a:main";

    private static readonly SessionKey Key = SessionKey.Parse(Parent);

    private readonly Gate gate = new();

    [Theory]
    [InlineData("delete")]
    [InlineData("undo")]
    [InlineData("clear")]
    [InlineData("retry")]
    public async Task Parent_ThatWaitsNoLonger_ItsSubagentsEnd_AndNothingComesBack(string how)
    {
        await using var home = Home();
        var reply = home.SayAsync(Parent, "Go");
        await RunsAsync(home);
        var change = OperationRequest.ByOwner(how);
        var administration = new SessionAdministration(home.Services);
        switch (how)
        {
            case "delete":
                await administration.DeleteAsync(Key, change.Change, default);
                break;
            case "undo":
                Assert.NotNull(await administration.UndoAsync(Parent, change, default));
                break;
            case "retry":
                Assert.Equal("Go", (await home.Assistant.TakeBackAsync(Key, DoorRequest.Default, default))!.Text);
                break;
            default:
                await using (var session = await administration.OpenAsync(Parent, default))
                    await administration.ClearAsync(session, change, default);
                break;
        }

        // The gate stays shut: the subagent is stopped.
        await Poll.UntilAsync(async () => await IsIdleAsync(home));
        await Record.ExceptionAsync(() => reply);
        var child = (await home.ReadAsync(Assert.Single(await SubagentTests.ChildrenAsync(home)))).OfType<NoticeEntry>().Last(notice => notice.Fate is not null);
        Assert.Equal(TurnFate.Cancelled, child.Fate);
        Assert.DoesNotContain(await home.ReadAsync(Parent), entry => entry is ToolEntry { Error: false } or AssistantEntry { Answers.Count: > 0 });
        Assert.Equal(2, home.Model.Requests.Count);
        gate.Open();
        if (how is not "delete")
        {
            Assert.Contains("is done:\nHalf and more", await home.AskAsync(Parent, "Go again"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("sessions_spawn", "waits for subagents", "sessions_spawn waits for the subagent ")]
    [InlineData("sessions_send", "waits for another session", "sessions_send waits for the answer of cli:b:main")]
    public async Task Waiting_IsToldAsWhatItIs_AndNotAsAnApproval(string tool, string standing, string entry)
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : SubagentTests.Said(messages).EndsWith("slow", StringComparison.Ordinal) ? ScriptedModel.Held("Half", gate, " and more", default)
            : SubagentTests.Said(messages) is not "Go" ? ScriptedModel.Text("Yes.")
            : tool is "sessions_spawn" ? ExchangeHome.Call(tool, ("task", "slow")) : ExchangeHome.Call(tool, ("to", "cli:b:main"), ("message", "slow"), ("wait", true)));
        if (tool is "sessions_send")
            await home.AskAsync("cli:b:main", "Hello");
        var reply = home.AskAsync(Parent, "Go");
        await RunsAsync(home);
        await using var parent = (await home.Store.OpenAsync(Key, default))!;
        Assert.Equal(standing, await TurnStanding.TellAsync(parent, default));
        var told = await SessionsListCommand.FindOpenTurnsAsync(home.Store, (await home.Store.ListAsync(default)).Sessions, default);
        Assert.Equal(tool is "sessions_spawn" ? ["running", standing] : (string[])[standing], told.Values.Order(StringComparer.Ordinal));
        Assert.Contains($", {standing}.", (await home.Assistant.CommandAsync(Key, "/status", DoorRequest.Default, default))!.Text, StringComparison.Ordinal);
        Assert.Contains($"and one: {standing}.", (await home.Exchange.DescribeAsync(null, Parent, default)).Text, StringComparison.Ordinal);
        gate.Open();
        await reply;
        var shown = (await home.ReadAsync(Parent)).OfType<ApprovalEntry>().Select(EntryText.Describe).ToList();
        Assert.StartsWith($"({entry}", shown[0], StringComparison.Ordinal);
        Assert.Equal($"({tool} goes on)", shown[1]);
        Assert.All(shown, text => Assert.DoesNotContain("appro", text, StringComparison.Ordinal));
        Assert.Null(await TurnStanding.TellAsync(parent, default));
    }

    [Fact]
    public async Task Restore_OfTheParent_BringsBackWhatWasDeletedWithIt_AndNothingElse()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result) : ExchangeHome.Call("sessions_spawn", ("task", "deeper")));
        await home.AskAsync(Parent, "Go");
        var family = await SubagentTests.ChildrenAsync(home);
        await home.AskAsync(Parent, "Go again");
        var others = (await SubagentTests.ChildrenAsync(home)).Except(family, StringComparer.Ordinal).ToList();
        var administration = new SessionAdministration(home.Services);
        var change = new SessionChange("owner", "test");
        Assert.Equal(1, (await administration.DeleteAsync(SessionKey.Parse(others[0]), change, default)).Subagents);
        Assert.Equal(2, (await administration.DeleteAsync(Key, change, default)).Subagents);
        Assert.Empty(await SubagentTests.ChildrenAsync(home));
        Assert.Equal(2, (await administration.RestoreAsync(Key, change, default)).Subagents);
        Assert.Equal(family, await SubagentTests.ChildrenAsync(home));
        // What the owner deleted before comes back by its own name, with what it started.
        Assert.Equal(1, (await administration.RestoreAsync(SessionKey.Parse(others[0]), change, default)).Subagents);
        Assert.Equal([.. family, .. others], await SubagentTests.ChildrenAsync(home));
        Assert.All(await SubagentTests.ChildrenAsync(home), child => Assert.Single(home.ReadAsync(child).GetAwaiter().GetResult().OfType<UserEntry>()));
    }

    [Theory]
    [InlineData("cli:b:main")]
    [InlineData("archive")]
    public async Task Parent_RenamedOrArchived_GetsItsResultOnce(string how)
    {
        await using var home = Home();
        var reply = home.SayAsync(Parent, "Go");
        await RunsAsync(home);
        var administration = new SessionAdministration(home.Services);
        var target = how is "archive" ? Parent : how;
        if (how is "archive")
            await Record.ExceptionAsync(() => administration.ArchiveAsync(Key, new SessionChange("owner", "test"), default));
        else
            await administration.RenameAsync(Key, how, new SessionChange("owner", "test"), default);
        gate.Open();
        await Poll.UntilAsync(async () => (await home.ReadAsync(target)).Any(entry => entry is AssistantEntry { Answers.Count: > 0 }));
        await Record.ExceptionAsync(() => reply);
        Assert.EndsWith("is done:\nHalf and more", Assert.Single((await home.ReadAsync(target)).OfType<ToolEntry>()).Content, StringComparison.Ordinal);
        Assert.Single(await SubagentTests.ChildrenAsync(home));
        Assert.Equal(3, home.Model.Requests.Count);
    }

    [Theory]
    [InlineData(QueueMode.Collect)]
    [InlineData(QueueMode.Queue)]
    [InlineData(QueueMode.Steer)]
    [InlineData(QueueMode.Interrupt)]
    public async Task Messages_ThatComeWhileSubagentsRun_AreAnsweredAsTheQueueModeSays(QueueMode mode)
    {
        await using var home = Home();
        await home.KeepAsync(Parent, "Hello");
        await using (var session = await new SessionAdministration(home.Services).OpenAsync(Parent, default))
            await session.AppendAsync([new SettingsEntry { At = DateTimeOffset.UnixEpoch, Queue = mode.ToString().ToLowerInvariant() }], default);
        var first = home.SayAsync(Parent, "Go");
        await RunsAsync(home);
        var second = home.SayAsync(Parent, "And one?");
        var third = home.SayAsync(Parent, "And two?");
        await Poll.UntilAsync(async () => (await home.ReadAsync(Parent)).OfType<UserEntry>().Count() == 4);
        // A newer message ends the turn at once, and with it what the turn waits for.
        if (mode is QueueMode.Interrupt)
            await Poll.UntilAsync(async () => await IsIdleAsync(home));
        gate.Open();
        await Task.WhenAll(first, second, third);
        await Poll.UntilAsync(async () => await IsIdleAsync(home));
        var entries = await home.ReadAsync(Parent);
        var answers = string.Join('|', entries.OfType<AssistantEntry>().Where(entry => entry.Answers.Count > 0).Select(entry => string.Join('+', entry.Answers.Select(id => entries.Single(known => known.Id == id).Content))));
        // Each door's run answers up to its own message: whether one turn or two answer the newer ones is open.
        Assert.Matches(
            mode switch
            {
                QueueMode.Collect => @"^Go\|And one\?(\+|\|)And two\?$",
                QueueMode.Queue => @"^Go\|And one\?\|And two\?$",
                QueueMode.Steer => @"^Go\+And one\?\+And two\?$",
                _ => @"^(And one\?(\+|\|))?And two\?$",
            },
            answers);
        if (mode is QueueMode.Interrupt)
            Assert.Equal(TurnFate.Cancelled, (await home.ReadAsync(Assert.Single(await SubagentTests.ChildrenAsync(home)))).OfType<NoticeEntry>().Last().Fate);
    }

    private ExchangeHome Home() => new((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
        : SubagentTests.Said(messages).EndsWith("slow", StringComparison.Ordinal) ? ScriptedModel.Held("Half", gate, " and more", default)
        : SubagentTests.Said(messages).Contains("Go", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_spawn", ("task", "slow")) : ScriptedModel.Text("Yes."));

    /// <summary>Waits until the subagent runs and its parent is parked.</summary>
    private async Task RunsAsync(ExchangeHome home)
    {
        await gate.Reached;
        await Poll.UntilAsync(async () => (await home.ReadAsync(Parent)).Any(entry => entry is ApprovalEntry));
        // The turn is parked a moment before it gives the session back.
        await using var session = (await home.Store.OpenAsync(Key, default))!;
        await Poll.UntilAsync(() => session.FindLeaseOwner() is null);
    }

    private static async ValueTask<bool> IsIdleAsync(ExchangeHome home) =>
        (await home.Store.ListAsync(default)).Sessions.All(info => info.Turns is { Pending.Count: 0, Open.Count: 0 });
}
