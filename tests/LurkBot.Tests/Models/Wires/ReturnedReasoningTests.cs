using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>What a provider gives with a step goes back to it alone, from the file; without it a refusal is repaired.</summary>
public sealed class ReturnedReasoningTests : IDisposable
{
    private const string Gemini = "gemini-3.5-flash";
    private const string Details = """[{"type":"reasoning.encrypted","data":"QUJD","index":0},{"type":"reasoning.text","text":"hm \u00e9","signature":"U0lH"}]""";
    private const string Signature = """{"google":{"thought_signature":"U0lHTkFUVVJF"}}""";

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(Gemini, "thought_signature")]
    [InlineData("deepseek-reasoner", "reasoning_content")]
    [InlineData("openrouter/auto", "reasoning_details")]
    public async Task Step_OfAProviderThatWantsItBack_GoesBackInEachLaterRequest(string model, string wanted)
    {
        foreach (var stream in (bool[])[true, false])
        {
            using var server = new LoopbackServer((_, body) => Answer(body, wanted, stream));
            Assert.Equal("Done.", (await AskAsync(server, model, stream, $"{model}{stream}")).Reply);
            // Another process, another turn.
            Assert.Equal("Done.", (await AskAsync(server, model, stream, $"{model}{stream}")).Reply);
            Assert.Equal(3, server.Bodies.Count);
            Assert.Equal([false, true, true], server.Bodies.Select(body => body.Contains("U0lH", StringComparison.Ordinal) || body.Contains("\"reasoning_content\":\"I look.\"", StringComparison.Ordinal)));
            if (wanted is "reasoning_details")
                Assert.All(server.Bodies.Skip(1), body => Assert.Contains(Details, body, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("thought_signature")]
    [InlineData("reasoning_content")]
    [InlineData("reasoning_details")]
    public async Task Step_OfAnotherModel_IsNotSentAlong(string wanted)
    {
        using var server = new LoopbackServer((_, body) => Answer(body, wanted, stream: true));
        Assert.Equal("Done.", (await AskAsync(server, "first-model", stream: true, "s")).Reply);
        server.Bodies.Clear();
        // It refuses the step of the other, and takes it as text; so it goes on.
        Assert.Equal("Done.", (await AskAsync(server, "second-model", stream: true, "s")).Reply);
        Assert.Equal("Done.", (await AskAsync(server, "second-model", stream: true, "s")).Reply);
        Assert.DoesNotContain(server.Bodies, body => body.Contains("U0lH", StringComparison.Ordinal) || body.Contains("I look.", StringComparison.Ordinal));
        Assert.Contains("[Result of the tool weather]\\nsunny", server.Bodies[1], StringComparison.Ordinal);
        Assert.Contains("written as text", (await ReadAsync("s")).OfType<NoticeEntry>().First().Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_OfAnotherModel_HasGooglesPlaceholder()
    {
        using var server = new LoopbackServer((_, body) => Answer(body, "thought_signature", stream: true));
        Assert.Equal("Done.", (await AskAsync(server, "first-model", stream: true, "s")).Reply);
        Assert.Equal("Done.", (await AskAsync(server, Gemini, stream: true, "s")).Reply);
        Assert.Equal(3, server.Bodies.Count);
        Assert.Contains("skip_thought_signature_validator", server.Bodies[2], StringComparison.Ordinal);
    }

    /// <summary>Whatever a provider has against a step: a session does not fail for ever.</summary>
    [Fact]
    public async Task Refusal_OfEarlierCallsWithoutAReason_IsRepairedAndTheSessionGoesOn()
    {
        using var server = new LoopbackServer((_, body) => body.Contains("\"tool_calls\"", StringComparison.Ordinal) && body.Contains("Done.", StringComparison.Ordinal)
            ? (400, "application/json", """{"error":{"message":"bad request"}}""")
            : Answer(body, "nothing", stream: true));
        for (var i = 0; i < 3; i++)
            Assert.Equal("Done.", (await AskAsync(server, "some-model", stream: true, "s")).Reply);
        Assert.Contains("written as text", (await ReadAsync("s")).OfType<NoticeEntry>().First().Content, StringComparison.Ordinal);
    }

    /// <summary>A signature is of the whole text; one of its pieces is refused.</summary>
    [Fact]
    public async Task Details_InPieces_GoBackAsBlocks()
    {
        string[] details =
        [
            """{"type":"reasoning.text","text":"Let","format":"a","index":0}""", """{"type":"reasoning.text","text":" me","format":"a","index":0}""", """{"type":"reasoning.text","signature":"U0lH","index":0}""",
            """{"type":"reasoning.text","text":"And","index":0}""", """{"type":"reasoning.encrypted","data":"QQ==", "index":0}""",
        ];
        var body = string.Concat(details.Select(detail => $$$"""data: {"choices":[{"delta":{"reasoning_details":[{{{detail}}}]}}]}""" + "\n\n"))
            + """data: {"choices":[{"delta":{"tool_calls":[{"function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}}]},"finish_reason":"tool_calls"}]}""" + "\n\ndata: [DONE]\n\n";
        var asked = 0;
        using var server = new LoopbackServer((path, _) => asked++ == 0 ? (200, "text/event-stream", body) : ProviderWire.Write(path, stream: true, ProviderReply.Say("Done.")));
        var result = await AskAsync(server, "some-model", stream: true, "s");
        Assert.Equal(("Done.", "Let meAnd"), (result.Reply, result.Reasoning));
        Assert.Contains("""[{"type":"reasoning.text","text":"Let me","format":"a","index":0,"signature":"U0lH"},{"type":"reasoning.text","text":"And","index":0},{"type":"reasoning.encrypted","data":"QQ==", "index":0}]""", server.Bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_ThatNothingCures_SaysTheProvidersWordsAndTheNextTurnIsTried()
    {
        var isCured = false;
        using var server = new LoopbackServer((path, _) => isCured ? ProviderWire.Write(path, stream: true, ProviderReply.Say("Done.")) : (400, "application/json", """{"error":{"message":"a field is wrong"}}"""));
        var result = await AskAsync(server, "some-model", stream: true, "s");
        Assert.Contains("a field is wrong", result.Error!.Message, StringComparison.Ordinal);
        Assert.Single(server.Bodies);
        isCured = true;
        Assert.Equal("Done.", (await AskAsync(server, "some-model", stream: true, "s")).Reply);
    }

    [Theory]
    [InlineData("mistral-large-latest")]
    [InlineData("some-model")]
    public async Task CallIds_OfMistral_AreNineLettersAndDigits(string model)
    {
        using var server = new LoopbackServer((_, body) => Answer(body, "nothing", stream: true));
        Assert.Equal("Done.", (await AskAsync(server, model, stream: true, "s")).Reply);
        using var request = JsonDocument.Parse(server.Bodies[1]);
        var messages = request.RootElement.GetProperty("messages").EnumerateArray().ToList();
        var id = messages[^2].GetProperty("tool_calls")[0].GetProperty("id").GetString()!;
        Assert.Equal(id, messages[^1].GetProperty("tool_call_id").GetString());
        Assert.Equal(model is "some-model" ? "call_1-x" : id, id);
        Assert.True(model is "some-model" || (id.Length == 9 && id.All(char.IsAsciiLetterOrDigit)), id);
    }

    /// <summary>Refuses steps without what it gave; answers those with it.</summary>
    private static (int Status, string Type, string Body) Answer(string body, string wanted, bool stream)
    {
        using var request = JsonDocument.Parse(body);
        var steps = request.RootElement.GetProperty("messages").EnumerateArray().Where(message => message.TryGetProperty("tool_calls", out _)).Select(message => message.GetRawText()).ToList();
        if (wanted is not "nothing" && steps.Exists(step => !step.Contains($"\"{wanted}\":", StringComparison.Ordinal)))
            return (400, "application/json", $$$"""{"error":{"message":"The assistant message is missing its {{{wanted}}}.","type":"invalid_request_error"}}""");
        if (steps.Count > 0 || body.Contains("[Result of", StringComparison.Ordinal))
            return ProviderWire.Write("/v1/chat/completions", stream, ProviderReply.Say("Done."));
        var call = $$$"""{"index":0,"id":"call_1-x","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}{{{(wanted is "thought_signature" ? $",\"extra_content\":{Signature}" : "")}}}}""";
        var thought = wanted switch
        {
            "reasoning_content" => "\"reasoning_content\":\"I look.\",",
            "reasoning_details" => $"\"reasoning_details\":{Details},",
            _ => "",
        };
        var message = $$"""{"role":"assistant",{{thought}}"tool_calls":[{{call}}]}""";
        return stream
            ? (200, "text/event-stream", $$"""data: {"choices":[{"delta":{{message}},"finish_reason":"tool_calls"}]}""" + "\n\ndata: [DONE]\n\n")
            : (200, "application/json", $$"""{"choices":[{"message":{{message}},"finish_reason":"tool_calls"}]}""");
    }

    private async Task<TurnResult> AskAsync(LoopbackServer server, string model, bool stream, string name)
    {
        await using var session = await OpenAsync(name);
        using var client = new ModelClients(ModelFailureTests.Options(server.Address), TimeProvider.System).Create(model);
        return await new TestTurn(session, client, new SessionTurnOptions
        {
            Model = model,
            SystemPrompt = "s",
            Stream = stream,
            Tools = [AIFunctionFactory.Create((string city) => "sunny in " + city, "weather")],
        }, TimeProvider.System).RunAsync(new UserEntry { Content = "Weather?" }, null, default);
    }

    private async Task<IReadOnlyList<Entry>> ReadAsync(string name)
    {
        await using var session = await OpenAsync(name);
        return await session.ReadAllAsync(default);
    }

    private async Task<IStoredSession> OpenAsync(string name) =>
        await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse($"cli:{string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant()}:main"), default);
}
