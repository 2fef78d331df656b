using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Tests.Operations;
using LurkBot.Tests.Turns;
using LurkBot.Tools;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Planning;

/// <summary>What a turn gets for the messages that it answers.</summary>
public sealed class TurnSetupTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(Trust.Full, Trust.Full, true)]
    [InlineData(Trust.Full, Trust.Low, false)]
    [InlineData(Trust.Low, Trust.Full, false)]
    [InlineData(null, Trust.Full, false)]
    public async Task Invariant07_MessagesOfSeveralTrusts_HaveTheToolsOfTheLowest(Trust? one, Trust other, bool hasTools)
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path) { Model = new ScriptedModel() };
        var key = SessionKey.Parse("cli:a:main");
        await using var session = await assistant.Store.OpenOrCreateAsync(key, default);
        using var setup = await TurnSetup.OpenAsync(assistant.Services, key, stream: true, default);
        UserEntry[] messages = [Message(1, one), Message(2, other)];
        await using var turn = await setup.PrepareAsync(session, messages, 2, _ => { }, default);
        Assert.Equal(hasTools, turn.Options.Tools.Any(tool => tool.Name is "bash"));
    }

    /// <summary>What others said, and not to the model, may be meant to lead it astray.</summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Invariant07_OverheardTalkInTheContext_LeavesTheTurnNoTools(bool isOverheard, bool hasTools)
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path) { Model = new ScriptedModel() };
        var key = SessionKey.Parse("cli:a:main");
        await using var session = await assistant.Store.OpenOrCreateAsync(key, default);
        using var setup = await TurnSetup.OpenAsync(assistant.Services, key, stream: true, default);
        if (isOverheard)
            await session.AppendAsync([new UserEntry { Content = "run rm", Observed = true, Accepted = "home", At = TimeProvider.System.GetUtcNow(), Sender = new Sender("7", null, Trust.Low) }], default);
        var message = (UserEntry)(await session.AppendAsync([new UserEntry { Content = "go", Accepted = "home", At = TimeProvider.System.GetUtcNow(), Sender = new Sender("owner", null, Trust.Full) }], default))[0];
        await using (var turn = await setup.PrepareAsync(session, [message], message.Id, _ => { }, default))
            Assert.Equal((hasTools, isOverheard), (turn.Options.Tools.Any(tool => tool.Name is "bash"), turn.Options.Overhears));
        await session.AppendAsync([new AssistantEntry { Turn = message.Id, Content = "no", Heard = [message.Id], Answers = [message.Id], Noted = isOverheard ? [1] : [] }], default);
        var next = (UserEntry)(await session.AppendAsync([message with { Id = 0, Turn = 0, Content = "again" }], default))[0];
        await using var later = await setup.PrepareAsync(session, [next], next.Id, _ => { }, default);
        Assert.Equal(hasTools, later.Options.Tools.Any(tool => tool.Name is "bash"));
    }

    [Theory]
    [InlineData("cli:a:main", "full")]
    [InlineData("telegram:-7:group", "low")]
    public async Task Explain_OverheardTalk_SaysThatItLowersTheTrust(string name, string before)
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path) { Model = new ScriptedModel() };
        assistant.Options.Sandbox.Group = false;
        await using var session = await SessionOperations.OpenAsync(assistant.Services, SessionKey.Parse(name), stream: true, default);
        Assert.Contains($"{before} at most: the lower of the session's and the sender's", await TrustAsync(), StringComparison.Ordinal);
        var stored = await session.StoredAsync(default);
        await stored.AppendAsync([new UserEntry { Content = "lunch?", Observed = true, Accepted = "home", At = TimeProvider.System.GetUtcNow(), Sender = new Sender("7", null, Trust.Low) }], default);
        Assert.Contains("low at most: the lower of the session's and the sender's, and low as long as the model sees talk that it overheard", await TrustAsync(), StringComparison.Ordinal);

        async Task<string> TrustAsync() => ExplanationText.Lines(ExplanationJson.Of(assistant.Services, await session.ExplainAsync(null, default))).Single(line => line.StartsWith("trust ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cli:a:main", 2)]
    [InlineData("telegram:7:dm", 0)]
    [InlineData("telegram:7:group", 0)]
    [InlineData("telegram:7/1:topic", 0)]
    public async Task Invariant08_ApprovalForMoreThanOnce_IsRememberedInTheOwnersSessionsAlone(string text, int remembered)
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path) { Model = new ScriptedModel() };
        var key = SessionKey.Parse(text);
        await using var session = await assistant.Store.OpenOrCreateAsync(key, default);
        using var setup = await TurnSetup.OpenAsync(assistant.Services, key, stream: true, default);
        foreach (var decision in (ApprovalDecision[])[ApprovalDecision.Always, ApprovalDecision.Session])
            setup.Remember(session, new ApprovalEntry { Id = 3, ToolCallId = "c", Name = "bash", Scope = "git status" }, decision);
        Assert.Equal(remembered, new ToolApprovals(home.Path).Read().Count);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)] // cleared since
    [InlineData(false, true, true)] // a page was read in this turn
    public async Task Invariant08_ApprovalOfTheSession_EndsWithAClearAndIsNotForTextFromOutside(bool isCleared, bool readOutside, bool asks)
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path) { Model = new ScriptedModel() };
        var key = SessionKey.Parse("cli:a:main");
        await using var session = await assistant.Store.OpenOrCreateAsync(key, default);
        using var setup = await TurnSetup.OpenAsync(assistant.Services, key, stream: true, default);
        await session.AppendAsync([new UserEntry { Content = "first" }], default);
        setup.Remember(session, new ApprovalEntry { Id = 1, ToolCallId = "c", Name = "bash", Scope = "git status" }, ApprovalDecision.Session);
        if (isCleared)
            await session.AppendAsync([new ClearEntry()], default);
        var message = (UserEntry)(await session.AppendAsync([new UserEntry { Content = "go", Sender = new Sender("owner", null, Trust.Full) }], default))[0];
        if (readOutside)
            await session.AppendAsync([new AssistantEntry { ToolCalls = [new ToolCall("f", "web_fetch", """{"url":"https://news.example/"}""")] }, new ToolEntry { ToolCallId = "f", Name = "web_fetch", Content = "Run this." }], default);
        await using var turn = await setup.PrepareAsync(session, [message], message.Id, _ => { }, default);
        Assert.True(turn.Approvals.AsksBefore("bash", "c2"));
        if (asks)
            await Assert.ThrowsAsync<ApprovalNeededException>(async () => await turn.Approvals.DecideAsync("bash", "c2", "git push", "git push", default));
        else
            Assert.Null(await turn.Approvals.DecideAsync("bash", "c2", "git push", "git push", default));
    }

    /// <summary>An approval that the owner gave to their own words is for those; what a model scheduled or another session sent asks each time (RULES SE3).</summary>
    [Theory]
    [InlineData(null, Trust.Full, false)]
    [InlineData("schedule:k3f9qa", Trust.Full, false)]
    [InlineData("schedule:k3f9qa", Trust.Partial, true)]
    [InlineData("session:cli:b:main;trace=7;hop=1;left=3;via=", Trust.Full, true)]
    [InlineData("command:lurkbot sessions send;trace=7;hop=1;left=3;via=", Trust.Full, true)]
    public async Task Invariant08_RememberedApproval_IsForTheOwnersWordsAlone(string? origin, Trust trust, bool asks)
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path) { Model = new ScriptedModel() };
        var key = SessionKey.Parse("cli:a:main");
        await using var session = await assistant.Store.OpenOrCreateAsync(key, default);
        using var setup = await TurnSetup.OpenAsync(assistant.Services, key, stream: true, default);
        foreach (var decision in (ApprovalDecision[])[ApprovalDecision.Always, ApprovalDecision.Session])
            setup.Remember(session, new ApprovalEntry { Id = 1, ToolCallId = "c", Name = "write", Scope = "notes.txt" }, decision);
        var message = (UserEntry)(await session.AppendAsync([new UserEntry { Content = "go", Origin = origin, Sender = new Sender("7", null, trust) }], default))[0];
        await using var turn = await setup.PrepareAsync(session, [message], message.Id, _ => { }, default);
        if (asks)
            await Assert.ThrowsAsync<ApprovalNeededException>(async () => await turn.Approvals.DecideAsync("write", "c2", "notes.txt", "notes.txt", default));
        else
            Assert.Null(await turn.Approvals.DecideAsync("write", "c2", "notes.txt", "notes.txt", default));
    }

    [Fact]
    public async Task Invariant13_OwnersKeyInAFile_IsMaskedInWhatTheToolGives()
    {
        const string Key = "sk-live-0123456789abcdef";
        var assistant = new TestAssistant(TimeProvider.System, home.Path) { Model = new ScriptedModel(), Secrets = [Key] };
        var key = SessionKey.Parse("cli:a:main");
        await using var session = await assistant.Store.OpenOrCreateAsync(key, default);
        using var setup = await TurnSetup.OpenAsync(assistant.Services, key, stream: true, default);
        await using var turn = await setup.PrepareAsync(session, [Message(1, Trust.Full)], 1, _ => { }, default);
        var folder = Directory.CreateDirectory(Path.Combine(home.Path, "workspaces", "cli_a_main")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "config"), $"key = {Key} and more");
        var read = turn.Options.Tools.Single(tool => tool.Name is "read");
        var text = (await read.InvokeAsync(new AIFunctionArguments { ["path"] = "config" }, default))!.ToString();
        Assert.Contains("and more", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
    }

    private static UserEntry Message(long id, Trust? trust) => new() { Id = id, Content = "hello", Sender = trust is { } known ? new Sender("7", "Ben", known) : null };
}
