using LurkBot.Entries;
using LurkBot.Tests.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Channels;

/// <summary>The messages that ask whether a tool may run: they keep what was asked, and say what became of it.</summary>
public sealed class ApprovalMessageTests
{
    private const string Question = "May write run this?\n\nnotes.txt (2 characters)\nhi\n\n";

    [Fact]
    public async Task Press_QuestionKeepsItsText_AndASecondPressChangesNothing()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await StartAsync(stage);
        var question = await AskAsync(stage);
        var (yes, no) = (Data(question, "Once"), Data(question, "No"));
        Assert.Equal("Allowed once.", await PressAsync(stage, question, yes));
        await stage.Server.UntilAsync(() => Shown(stage, question) is { } shown && !shown.Buttons.Any());
        Assert.Equal(Question + "Allowed once.", Shown(stage, question).Text);
        Assert.Equal("Answered before: allowed once.", await PressAsync(stage, question, no));
        await home.SettledAsync();
        Assert.Equal(Question + "Allowed once.", Shown(stage, question).Text);
        Assert.Equal("hi", await File.ReadAllTextAsync(Path.Combine(home.Path, "workspaces", "telegram_42_main", "notes.txt")));
    }

    [Fact]
    public async Task Rules04_PressOfSomeoneElse_IsRefused_AndNothingRuns()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await StartAsync(stage);
        var question = await AskAsync(stage);
        foreach (var label in (string[])["Once", "Always", "No"])
            Assert.Equal("Only the owner can answer this.", await PressAsync(stage, question, Data(question, label), stage.Bob));
        Assert.Equal(4, Shown(stage, question).Buttons.Count());
        Assert.DoesNotContain(await home.ReadAsync("telegram:42:main"), entry => entry is ToolEntry or ApprovalEntry { Approves: not null });
        Assert.Equal("Allowed once.", await PressAsync(stage, question, Data(question, "Once")));
    }

    [Fact]
    public async Task Question_Expired_SaysSoAndTellsTheModelWhy()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await StartAsync(stage, TimeSpan.FromSeconds(1));
        var question = await AskAsync(stage);
        var data = Data(question, "Once");
        await stage.Server.UntilAsync(() => !Shown(stage, question).Buttons.Any());
        Assert.Equal(Question + "Expired: it did not run.", Shown(stage, question).Text);
        Assert.Equal("Expired: it did not run.", await PressAsync(stage, question, data));
        await home.SettledAsync();
        Assert.Contains("did not approve it in time", Assert.Single((await home.ReadAsync("telegram:42:main")).OfType<ToolEntry>()).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_ReplacedByAMessage_SaysSo()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await StartAsync(stage);
        var question = await AskAsync(stage);
        stage.Server.SendText(stage.Private, stage.Ada, "something else");
        await stage.Server.UntilAsync(() => !Shown(stage, question).Buttons.Any());
        Assert.Equal(Question + "Replaced by a newer message: it did not run.", Shown(stage, question).Text);
    }

    [Theory]
    [InlineData(FaultKind.DropAfter, 2, 0)]
    [InlineData(FaultKind.DropAfter, 2, 1)]
    [InlineData(FaultKind.DropBefore, 1, 0)]
    internal async Task Question_MayNotHaveArrived_IsAskedAgain_AndTheFirstAnswerCounts(FaultKind fault, int shown, int pressed)
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await StartAsync(stage);
        stage.Server.Fail("sendMessage", fault);
        stage.Server.SendText(stage.Private, stage.Ada, "Write it down");
        await stage.Server.UntilAsync(() => Questions().Count == shown && Questions()[^1].Text.Contains("Asked again", StringComparison.Ordinal));
        Assert.Equal("Allowed once.", await PressAsync(stage, Questions()[pressed], Data(Questions()[pressed], "Once")));
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Private).Any(answer => answer.Text.StartsWith("You said", StringComparison.Ordinal)));
        // What may have arrived and was not pressed is known to no one; its press tells what was decided, and then it says so itself.
        foreach (var left in Questions().Where(message => message.Buttons.Any()).ToList())
        {
            if (left == Questions()[0])
                Assert.Equal("Answered before: allowed once.", await PressAsync(stage, left, Data(left, "No")));
        }

        await stage.Server.UntilAsync(() => Questions().All(message => !message.Buttons.Any()));
        Assert.All(Questions(), message => Assert.EndsWith("Allowed once.", message.Text, StringComparison.Ordinal));
        await home.SettledAsync();
        Assert.Equal("hi", await File.ReadAllTextAsync(Path.Combine(home.Path, "workspaces", "telegram_42_main", "notes.txt")));
        Assert.Single((await home.ReadAsync("telegram:42:main")).OfType<ToolEntry>());

        List<ServerMessage> Questions() => [.. stage.Server.Answers(stage.Private).Where(message => message.Text.StartsWith("May write run this?", StringComparison.Ordinal))];
    }

    [Theory]
    [InlineData("/stop", "Stopped: it did not run.")]
    [InlineData("/clear", "The conversation was cleared: it did not run.")]
    public async Task Question_EndedByACommand_SaysSo(string command, string end)
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await StartAsync(stage);
        var question = await AskAsync(stage);
        stage.Server.SendText(stage.Private, stage.Ada, command);
        await stage.Server.UntilAsync(() => !Shown(stage, question).Buttons.Any());
        Assert.Equal(Question + end, Shown(stage, question).Text);
    }

    [Fact]
    public async Task Question_AnsweredElsewhereWhileTheGatewayWasAway_IsClosedAtTheStart()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = await StartAsync(stage);
        var question = await AskAsync(stage);
        await home.StopAsync();
        await using (var session = (await home.OpenAsync("telegram:42:main"))!)
        {
            var asked = (await session.ReadAllAsync(default)).OfType<ApprovalEntry>().Single();
            await session.AppendAsync(_ => [new ApprovalEntry { Turn = asked.Turn, At = asked.At, ToolCallId = asked.ToolCallId, Name = asked.Name, Approves = asked.Id, Decision = ApprovalDecision.No, Actor = "owner" }], default);
        }

        await using (await home.StartAsync())
        {
            await stage.Server.UntilAsync(() => !Shown(stage, question).Buttons.Any());
            Assert.Equal(Question + "Not allowed.", Shown(stage, question).Text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public async Task Question_TooLongCall_IsCutBetweenCharacters(string before)
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await StartAsync(stage, content: before + string.Concat(Enumerable.Repeat("😀", 15_000)));
        await AskAsync(stage);
        Assert.All(stage.Server.Answers(stage.Private), answer => Assert.DoesNotContain('\ufffd', answer.Text));
    }

    [Theory]
    [InlineData("echo ```touch x```", 1, true)]
    [InlineData("````", 1, true)]
    [InlineData("long", 3, true)]
    [InlineData("too long", 2, false)]
    public async Task Question_ShowsExactlyAllOfTheCall_OrItCannotBeAllowed(string content, int messages, bool mayBeAllowed)
    {
        content = content switch
        {
            "long" => $"{string.Join('\n', Enumerable.Range(0, 1000).Select(i => $"line {i}"))}\nthe end",
            "too long" => $"{new string('x', 30_000)} the end",
            _ => content,
        };
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await StartAsync(stage, content: content);
        var question = await AskAsync(stage);
        Assert.Equal(mayBeAllowed ? ["Once", "This session", "Always", "No"] : ["No"], question.Buttons.Select(button => (string)button["text"]!));
        var shown = string.Join('\n', stage.Server.Answers(stage.Private).Select(answer => answer.Text));
        Assert.InRange(stage.Server.Answers(stage.Private).Count, messages, messages + 1);
        Assert.Contains(mayBeAllowed ? content : " the end", shown, StringComparison.Ordinal);
        Assert.Equal(!mayBeAllowed, shown.Contains("characters are not shown here", StringComparison.Ordinal));
    }

    private static async Task<ChannelHome> StartAsync(BotApiStage stage, TimeSpan? timeout = null, string content = "hi")
    {
        var model = new ScriptedModel((messages, number, _) => number == 1 ? Call(content) : ScriptedModel.Text($"You said: {messages[^1].Text}"));
        var home = new ChannelHome(stage, model);
        var tools = home.Options.Tools;
        tools.ApprovalTimeout = timeout ?? tools.ApprovalTimeout;
        return await home.StartAsync();
    }

    private static async Task<ServerMessage> AskAsync(BotApiStage stage)
    {
        stage.Server.SendText(stage.Private, stage.Ada, "Write it down");
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Private).Any(message => message.Buttons.Any()));
        return stage.Server.Answers(stage.Private).Single(message => message.Buttons.Any());
    }

    private static async Task<string?> PressAsync(BotApiStage stage, ServerMessage question, string data, ServerUser? by = null)
    {
        var press = stage.Server.Press(by ?? stage.Ada, question, data);
        await stage.Server.UntilAsync(() => press.Answer is not null);
        return press.Answer;
    }

    private static string Data(ServerMessage question, string label) => (string)question.Buttons.Single(button => (string)button["text"]! == label)["callback_data"]!;

    private static ServerMessage Shown(BotApiStage stage, ServerMessage question) => stage.Server.Answers(stage.Private).Single(message => message.Id == question.Id);

    private static async IAsyncEnumerable<ChatResponseUpdate> Call(string content)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "write", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = "notes.txt", ["content"] = content })]);
    }
}
