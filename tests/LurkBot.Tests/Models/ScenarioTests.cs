using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Models;

namespace LurkBot.Tests.Models;

/// <summary>
/// One table of what can happen between a session and a provider, over every wire, streamed and not; each request passes the vendor's
/// rules. Failures by status are in <see cref="ModelFailureTests"/>, images in <see cref="AttachmentTests"/>, reasoning in
/// <see cref="ReasoningTests"/>, and the same conversation against an independent server in <see cref="ConversationTests"/>.
/// </summary>
public sealed class ScenarioTests
{
    private const string Ollama = "ollama/llama3";

    private static readonly (string Id, string Name, string Arguments) Rome = ("c1", "weather", """{"city":"Rome"}""");
    private static readonly (string Id, string Name, string Arguments) Oslo = ("c2", "weather", """{"city":"Oslo"}""");
    private static readonly (string Id, string Name, string Arguments) Atlantis = ("c3", "weather", """{"city":"Atlantis"}""");

    public static TheoryData<string, bool> Wires() => Scenarios.Wires();

    public static TheoryData<string, bool, string> Finishes()
    {
        var data = new TheoryData<string, bool, string>();
        foreach (var model in Scenarios.Models)
        {
            foreach (var finish in (string[])["stop", "length", "content_filter"])
            {
                // Ollama has no filter.
                if (model is Ollama && finish is "content_filter")
                    continue;
                data.Add(model, true, finish);
                data.Add(model, false, finish);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Plain_TextOfAnyScript_ArrivesWhole(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Say("Noted: **4711**,\n", "and a 你好 ", "with 👍 \"quotes\" \\ and\ttabs."), ProviderReply.Say("4711."));
        using var conversation = new WireConversation(server.Options, model, stream);
        var result = await conversation.AskAsync("The code is 4711 \"你好\" \u0001");
        Assert.Equal((TurnFate.Answered, "Noted: **4711**,\nand a 你好 with 👍 \"quotes\" \\ and\ttabs.", "stop"), (result.Fate, result.Reply, result.FinishReason));
        Assert.Equal(result.Reply, conversation.Shown);
        Assert.Equal((12, 5), (result.Usage!.Input, result.Usage.Output));
        Assert.Equal("4711.", (await conversation.AskAsync("What was it?")).Reply);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task ParallelTools_BothResults_GoBackInOneRequestInOrder(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Call(Rome, Oslo) with { Text = ["I look."] }, ProviderReply.Say("Sunny in both."), ProviderReply.Say("As I said."));
        using var conversation = new WireConversation(server.Options, model, stream);
        Assert.Equal("Sunny in both.", (await conversation.AskAsync("Weather?")).Reply);
        Assert.Equal("As I said.", (await conversation.AskAsync("Sure?")).Reply);
        Assert.Equal(["Rome", "Oslo"], conversation.Cities);
        Assert.Equal(3, server.Bodies.Count);
        foreach (var body in server.Bodies.Skip(1))
        {
            var (rome, oslo) = (body.IndexOf("sunny in Rome", StringComparison.Ordinal), body.IndexOf("sunny in Oslo", StringComparison.Ordinal));
            Assert.True(rome > 0 && oslo > rome, body);
        }

        var entries = await conversation.ReadAsync();
        Assert.Equal(["UserEntry", "AssistantEntry", "ToolEntry", "ToolEntry", "AssistantEntry", "UserEntry", "AssistantEntry"], entries.Select(entry => entry.GetType().Name));
        var step = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("I look.", model is Ollama ? "stop" : "tool_calls"), (step.Content, step.Finish));
        Assert.Equal(step.ToolCalls.Select(call => call.Id), entries.OfType<ToolEntry>().Select(result => result.ToolCallId));
        Assert.Equal(["""{"city":"Rome"}""", """{"city":"Oslo"}"""], step.ToolCalls.Select(call => Compact(call.Arguments)));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task ToolAfterTool_OneFailing_EachStepSeesTheResultsBeforeIt(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Call(Atlantis), ProviderReply.Call(Rome), ProviderReply.Say("Rome, then."));
        using var conversation = new WireConversation(server.Options, model, stream);
        Assert.Equal("Rome, then.", (await conversation.AskAsync("Weather?")).Reply);
        Assert.Contains("it is under water", server.Bodies[1], StringComparison.Ordinal);
        Assert.Contains("it is under water", server.Bodies[2], StringComparison.Ordinal);
        Assert.Contains("sunny in Rome", server.Bodies[2], StringComparison.Ordinal);
        Assert.Equal([true, false], (await conversation.ReadAsync()).OfType<ToolEntry>().Select(result => result.Error));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task UnknownTool_IsAnErrorForTheModelNotForTheTurn(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Call(("c9", "launch", "{}")), ProviderReply.Say("I have no such tool."));
        using var conversation = new WireConversation(server.Options, model, stream);
        var result = await conversation.AskAsync("Launch it!");
        Assert.Equal((TurnFate.Answered, "I have no such tool."), (result.Fate, result.Reply));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task LongOutput_OfTheModelAndOfATool_IsKeptWhole(string model, bool stream)
    {
        var pieces = Enumerable.Range(0, 5000).Select(i => $"piece {i} of a long reply, 你好; ").ToArray();
        using var server = new ProviderServer(ProviderReply.Call(("c1", "weather", """{"city":"Everywhere"}""")), ProviderReply.Say(pieces), ProviderReply.Say("Yes."));
        using var conversation = new WireConversation(server.Options, model, stream);
        Assert.Equal(string.Concat(pieces), (await conversation.AskAsync("Tell me all.")).Reply);
        Assert.Equal(string.Concat(pieces), conversation.Shown);
        Assert.Equal("Yes.", (await conversation.AskAsync("Is that all?")).Reply);
        Assert.NotNull((await conversation.ReadAsync()).OfType<ToolEntry>().Single().Blob);
    }

    [Theory]
    [MemberData(nameof(Finishes))]
    public async Task StopReason_OfEachKind_IsInTheEntryAndInTheResult(string model, bool stream, string finish)
    {
        using var server = new ProviderServer(ProviderReply.Say("So far") with { Finish = finish });
        using var conversation = new WireConversation(server.Options, model, stream);
        var result = await conversation.AskAsync("Go on.");
        Assert.Equal((TurnFate.Answered, "So far", finish), (result.Fate, result.Reply, result.FinishReason));
        Assert.Equal(finish, Assert.IsType<AssistantEntry>((await conversation.ReadAsync())[^1]).Finish);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task EmptyReply_LeavesAConversationThatGoesOn(string model, bool stream)
    {
        using var server = new ProviderServer(new ProviderReply(), ProviderReply.Say("Here I am."));
        using var conversation = new WireConversation(server.Options, model, stream);
        Assert.Equal("", (await conversation.AskAsync("Hello?")).Reply);
        Assert.Equal("Here I am.", (await conversation.AskAsync("Anybody?")).Reply);
        Assert.Contains("Hello?", server.Bodies[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("claude-sonnet-4-20250514")]
    [InlineData("gemini-2.5-flash")]
    [InlineData(Ollama)]
    public async Task Invariant01_DisconnectInMidStream_KeepsThePartMarkedAndTheNextTurnGoesOn(string model)
    {
        using var server = new ProviderServer(ProviderReply.Say("Half ", "the truth") with { BreaksBefore = "the truth" }, ProviderReply.Say("All of it."));
        using var conversation = new WireConversation(server.Options, model, stream: true);
        var result = await conversation.AskAsync("Tell me.");
        Assert.Equal((TurnFate.Failed, "Half ", "error"), (result.Fate, result.Reply, result.FinishReason));
        var entries = await conversation.ReadAsync();
        Assert.Equal(("Half ", true), entries[1] is AssistantEntry part ? (part.Content, part.Partial) : default);
        Assert.Equal(SystemKinds.Notice, Assert.IsType<NoticeEntry>(entries[2]).Kind);
        Assert.Equal("All of it.", (await conversation.AskAsync("Again.")).Reply);
        Assert.Contains("\"Half", server.Bodies[1], StringComparison.Ordinal);
        Assert.Equal(2, server.Bodies.Count);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("claude-sonnet-4-20250514")]
    [InlineData("gemini-2.5-flash")]
    [InlineData(Ollama)]
    public async Task Invariant04_DisconnectAfterAToolCall_LeavesNoOrphan(string model)
    {
        using var server = new ProviderServer(ProviderReply.Call(Rome), ProviderReply.Say("It is ", "sunny") with { BreaksBefore = "sunny" }, ProviderReply.Say("Sunny."));
        using var conversation = new WireConversation(server.Options, model, stream: true);
        Assert.Equal(TurnFate.Failed, (await conversation.AskAsync("Weather?")).Fate);
        Assert.Equal("Sunny.", (await conversation.AskAsync("Well?")).Reply);
        Assert.Equal(["Rome"], conversation.Cities);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task TooManyRequests_WithRetryAfter_AnswersInTheSameTurn(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Error(429, "slow down") with { RetryAfter = "0" }, ProviderReply.Call(Rome), ProviderReply.Error(429, "slow down") with { RetryAfter = "0" }, ProviderReply.Say("Sunny."));
        using var conversation = new WireConversation(server.Options, model, stream);
        var result = await conversation.AskAsync("Weather?");
        Assert.Equal((TurnFate.Answered, "Sunny."), (result.Fate, result.Reply));
        Assert.Equal(["Rome"], conversation.Cities);
        Assert.Equal(4, server.Bodies.Count);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task TooManyRequests_ForAnHour_FailsAtOnceAndSaysHowLong(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Error(429, "come back later") with { RetryAfter = "3600" });
        using var conversation = new WireConversation(server.Options, model, stream);
        var result = await conversation.AskAsync("Hello");
        Assert.Equal((TurnFate.Failed, TimeSpan.FromHours(1)), (result.Fate, Assert.IsType<ModelException>(result.Error).RetryAfter));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Refusal_OfAnyKind_EndsTheTurnWithANoticeAndTheNextOneGoesOn(string model, bool stream)
    {
        ProviderReply[] refusals =
        [
            ProviderReply.Error(401, "bad key"), ProviderReply.Error(404, "no such model"), ProviderReply.Error(400, "prompt is too long: 210000 tokens"),
            ProviderReply.Error(400, "rejected by our safety system"), ProviderReply.Error(400, "messages.0: bad"), ProviderReply.Error(504, ""),
        ];
        foreach (var refusal in refusals)
        {
            using var server = new ProviderServer(refusal, ProviderReply.Say("Here."));
            using var conversation = new WireConversation(server.Options, model, stream);
            var result = await conversation.AskAsync("Precious words");
            Assert.Equal(TurnFate.Failed, result.Fate);
            var entries = await conversation.ReadAsync();
            Assert.Equal(("Precious words", result.Error!.Message), (entries[0].Content, Assert.IsType<NoticeEntry>(entries[1]).Content));
            Assert.Equal("Here.", (await conversation.AskAsync("Again.")).Reply);
            Assert.Contains("Precious words", server.Bodies[1], StringComparison.Ordinal);
        }
    }

    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement);
    }
}
