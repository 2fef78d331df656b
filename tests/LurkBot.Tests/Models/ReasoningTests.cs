using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>Reasoning is kept and shown, and goes back only to the provider that signed it.</summary>
public sealed class ReasoningTests : IDisposable
{
    private const string Claude = "claude-sonnet-4-20250514";

    private readonly TemporaryFolder home = new();

    public static TheoryData<string, bool> Wires() => Scenarios.Wires();

    public void Dispose() => home.Dispose();

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Reasoning_OnEachWire_IsKeptAndShownBeforeTheReply(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Say("It is ", "four.") with { Reasoning = ["Two and ", "two…"] });
        var shown = new List<string>();
        await using var session = await OpenAsync();
        var result = await AskAsync(session, server, model, stream, shown);
        Assert.Equal(("It is four.", "Two and two…"), (result.Reply, result.Reasoning));
        Assert.Equal("(Two and two…)It is four.", string.Concat(shown).Replace(")(", "", StringComparison.Ordinal));
        Assert.Equal("Two and two…", Assert.IsType<AssistantEntry>((await session.ReadAllAsync(default))[^1]).Reasoning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reasoning_ThatAnthropicSigned_GoesBackUnchangedInTheToolLoopAndLater(bool stream)
    {
        using var server = new ProviderServer(
            ProviderReply.Call(("toolu_1", "weather", """{"city":"Rome"}""")) with { Text = ["I look."], Reasoning = ["Which ", "city? \"Rome\"\n"], Redacted = "ZW5jcnlwdGVk" },
            ProviderReply.Say("Sunny."),
            ProviderReply.Say("As I said."));
        await using (var session = await OpenAsync())
            Assert.Equal("Sunny.", (await AskAsync(session, server, Claude, stream, [])).Reply);
        await using (var session = await OpenAsync())
            Assert.Equal("As I said.", (await AskAsync(session, server, Claude, stream, [])).Reply);
        foreach (var body in server.Bodies.Skip(1))
        {
            using var request = JsonDocument.Parse(body);
            var step = request.RootElement.GetProperty("messages").EnumerateArray().First(message => message.GetProperty("role").ValueEquals("assistant")).GetProperty("content").EnumerateArray().ToList();
            Assert.Equal(["thinking", "redacted_thinking", "text", "tool_use"], step.Select(block => block.GetProperty("type").GetString()));
            Assert.Equal(("Which city? \"Rome\"\n", "c2lnbmVk"), (step[0].GetProperty("thinking").GetString(), step[0].GetProperty("signature").GetString()));
            Assert.Equal("ZW5jcnlwdGVk", step[1].GetProperty("data").GetString());
        }
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("gemini-2.5-flash")]
    [InlineData("ollama/llama3")]
    public async Task Reasoning_OfOneProvider_IsNeverSentToAnother(string other)
    {
        using var server = new ProviderServer(
            ProviderReply.Call(("toolu_1", "weather", """{"city":"Rome"}""")) with { Reasoning = ["SecretThought"] }, ProviderReply.Say("Sunny."),
            ProviderReply.Call(("c1", "weather", """{"city":"Rome"}""")) with { Reasoning = ["OtherThought"] }, ProviderReply.Say("Still sunny."),
            ProviderReply.Say("As we said."));
        await using var session = await OpenAsync();
        await AskAsync(session, server, Claude, stream: true, []);
        await AskAsync(session, server, other, stream: true, []);
        await AskAsync(session, server, Claude, stream: true, []);
        Assert.Equal([false, true, false, false, true], server.Bodies.Select(body => body.Contains("SecretThought", StringComparison.Ordinal)));
        // Compatible servers want it back with the calls that it led to.
        var isBack = !other.StartsWith("ollama/", StringComparison.Ordinal);
        Assert.Equal([false, false, false, isBack, false], server.Bodies.Select(body => body.Contains("OtherThought", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task ToolResults_ThatAreErrors_SaySoWhereTheWireHasAPlaceForIt(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Call(("c1", "weather", """{"city":"Nowhere"}""")), ProviderReply.Say("No idea."));
        await using var session = await OpenAsync();
        Assert.Equal("No idea.", (await AskAsync(session, server, model, stream, [])).Reply);
        Assert.Contains("there is no such city", server.Bodies[1], StringComparison.Ordinal);
        Assert.Equal(model is Claude, server.Bodies[1].Contains("\"is_error\":true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invariant01_ReplyThatBreaksOffWhileThinking_KeepsTheReasoning()
    {
        using var server = new LoopbackServer((path, _) =>
        {
            var (status, type, body) = ProviderWire.Write(path, stream: true, ProviderReply.Say("never") with { Reasoning = ["Half a thought"] });
            return (status, type, body[..body.IndexOf("\"never\"", StringComparison.Ordinal)]);
        });
        server.Breaks = true;
        await using var session = await OpenAsync();
        using var client = new ModelClients(ModelFailureTests.Options(server.Address), TimeProvider.System).Create("gpt-4o");
        var result = await new TestTurn(session, client, new SessionTurnOptions { Model = "gpt-4o", SystemPrompt = "s" }, TimeProvider.System).RunAsync(new UserEntry { Content = "hello" }, null, default);
        Assert.Equal((TurnFate.Failed, "", "Half a thought"), (result.Fate, result.Reply, result.Reasoning));
        var entry = Assert.Single((await session.ReadAllAsync(default)).OfType<AssistantEntry>());
        Assert.Equal(("", "Half a thought", true), (entry.Content, entry.Reasoning, entry.Partial));
    }

    [Theory]
    [InlineData("gpt-5", "\"reasoning_effort\":\"high\"")]
    [InlineData("gemini-2.5-flash", "\"reasoning_effort\":\"high\"")]
    [InlineData("ollama/qwen3", "\"think\":\"high\"")]
    [InlineData(Claude, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":16384}")]
    [InlineData("claude-3-7-sonnet-latest", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":16384}")]
    [InlineData("claude-opus-4-6", "\"output_config\":{\"effort\":\"high\"}")]
    [InlineData("claude-next", "\"thinking\":{\"type\":\"adaptive\"")]
    public async Task Effort_IsSaidAsEachModelWantsToHearIt(string model, string expected)
    {
        using var server = new ProviderServer(ProviderReply.Call(("c1", "weather", """{"city":"Rome"}""")) with { Reasoning = ["Rome?"] }, ProviderReply.Say("Sunny."));
        await using var session = await OpenAsync();
        Assert.Equal("Sunny.", (await AskAsync(session, server, model, stream: true, [], ReasoningEffort.High)).Reply);
        Assert.All(server.Bodies, body => Assert.Contains(expected, body, StringComparison.Ordinal));
        Assert.All(server.Bodies, body => Assert.Contains((4096 + 16_384).ToString(System.Globalization.CultureInfo.InvariantCulture), body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Effort_InAToolLoopThatAnotherProviderBegan_IsNotSaid()
    {
        using var server = new ProviderServer(ProviderReply.Say("Sunny."));
        using var client = new ModelClients(server.Options, TimeProvider.System).Create(Claude);
        await client.GetResponseAsync(
            [new(ChatRole.User, "weather?"), new(ChatRole.Assistant, [new FunctionCallContent("c1", "weather", new Dictionary<string, object?>(StringComparer.Ordinal))]), new(ChatRole.Tool, [new FunctionResultContent("c1", "sunny")])],
            new ChatOptions { MaxOutputTokens = 9000, Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low } });
        Assert.DoesNotContain("\"enabled\"", server.Bodies[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Effort_ThatTheModelRefuses_IsLeftOutVisibly(string model, bool stream)
    {
        using var server = new ProviderServer(ProviderReply.Error(400, "this model does not support thinking"), ProviderReply.Say("Four."));
        await using var session = await OpenAsync();
        Assert.Equal("Four.", (await AskAsync(session, server, model, stream, [], ReasoningEffort.Low)).Reply);
        Assert.DoesNotContain("effort", server.Bodies[1], StringComparison.Ordinal);
        Assert.DoesNotContain("\"think", server.Bodies[1], StringComparison.Ordinal);
        Assert.Contains("LURKBOT_REASONING", Assert.Single((await session.ReadAllAsync(default)).OfType<SystemEntry>()).Content, StringComparison.Ordinal);
    }

    private async Task<IStoredSession> OpenAsync() => await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:r:main"), default);

    private static async Task<TurnResult> AskAsync(IStoredSession session, ProviderServer server, string model, bool stream, List<string> shown, ReasoningEffort? effort = null)
    {
        using var client = new ModelClients(server.Options, TimeProvider.System).Create(model);
        var result = await new TestTurn(session, client, new SessionTurnOptions
        {
            Model = model,
            SystemPrompt = "s",
            Stream = stream,
            Reasoning = effort,
            Tools = [AIFunctionFactory.Create((string city) => city is "Nowhere" ? throw new IOException("there is no such city") : "sunny", "weather")],
        }, TimeProvider.System)
        { OnReasoning = text => shown.Add($"({text})") }.RunAsync(new UserEntry { Content = "hello" }, shown.Add, default);
        Assert.Equal((TurnFate.Answered, null), (result.Fate, result.Error?.Message));
        return result;
    }
}
