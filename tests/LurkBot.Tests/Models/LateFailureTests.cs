using LurkBot.Entries;
using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>What goes wrong although the status says success: errors inside a reply, replies without words, answers of something that is no provider.</summary>
public sealed class LateFailureTests
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";
    private const string Claude = "claude-sonnet-4-20250514";
    private const string OpenAIHalf = """data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Half "},"finish_reason":null}]}""" + "\n\n";
    private const string ClaudeStart = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":0}}}


        """;

    private const string ClaudeOverloaded = """
        event: error
        data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}


        """;

    public static TheoryData<string, bool> Wires() => Scenarios.Wires();

    [Theory]
    [InlineData("""{"error":{"message":"The server had an error with secret-key","type":"server_error","code":null}}""", ModelFailure.Overloaded)]
    [InlineData("""{"id":"x","object":"chat.completion.chunk","created":1,"model":"m","error":{"code":429,"message":"slow down"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}""", ModelFailure.RateLimit)]
    [InlineData("""[{"error":{"code":429,"message":"Resource has been exhausted","status":"RESOURCE_EXHAUSTED"}}]""", ModelFailure.RateLimit)]
    [InlineData("""{"error":{"message":"Your credit balance is too low","type":"insufficient_quota"}}""", ModelFailure.Authentication)]
    [InlineData("""{"error":"upstream timeout"}""", ModelFailure.Timeout)]
    [InlineData("""{"object":"error","message":"boom in engine","type":"InternalServerError","param":null,"code":500}""", ModelFailure.Overloaded)]
    [InlineData("""{"type":"error","message":"rate limit reached"}""", ModelFailure.RateLimit)]
    [InlineData("""{"detail":"engine is gone"}""", ModelFailure.Overloaded)]
    public async Task Invariant01_ErrorInMidStream_OfACompatibleServer_IsAFailureAndKeepsThePart(string error, ModelFailure failure)
    {
        using var server = new LoopbackServer((_, _) => (200, Events, OpenAIHalf + "data: " + error + "\n\n" + "data: [DONE]\n\n"));
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), "gpt-4o", stream: true);
        var result = await conversation.AskAsync("Hello");
        Assert.Equal((TurnFate.Failed, "Half ", failure), (result.Fate, result.Reply, Assert.IsType<ModelException>(result.Error).Failure));
        Assert.DoesNotContain("secret-key", result.Error!.Message, StringComparison.Ordinal);
        Assert.True(Assert.IsType<AssistantEntry>((await conversation.ReadAsync())[1]).Partial);
        Assert.Single(server.Bodies);
    }

    [Fact]
    public async Task ErrorInMidStream_OfAnOllama_IsAFailureAndKeepsThePart()
    {
        using var server = new LoopbackServer((_, _) => (200, "application/x-ndjson",
            """{"model":"llama3","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Half "},"done":false}""" + "\n" + """{"error":"out of memory \u001b[31m"}""" + "\n"));
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), "ollama/llama3", stream: true);
        var result = await conversation.AskAsync("Hello");
        Assert.Equal((TurnFate.Failed, "Half "), (result.Fate, result.Reply));
        Assert.Contains("out of memory", result.Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error.Message);
    }

    [Fact]
    public async Task ErrorBeforeTheFirstWord_IsAskedAgain()
    {
        var asked = 0;
        using var server = new LoopbackServer((path, _) => asked++ == 0 ? (200, Events, ClaudeStart + ClaudeOverloaded) : ProviderWire.Write(path, stream: true, ProviderReply.Say("At last.")));
        server.Headers["Retry-After"] = "0";
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), Claude, stream: true);
        var result = await conversation.AskAsync("Hello");
        Assert.Equal((TurnFate.Answered, "At last."), (result.Fate, result.Reply));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task ErrorInsteadOfAReply_WithTheStatusOfSuccess_IsTheFailureThatItSays(string model, bool stream)
    {
        using var server = new LoopbackServer((_, _) => (200, Json, """{"error":{"message":"The prompt is too long: context_length_exceeded","code":400}}"""));
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), model, stream);
        Assert.Equal(ModelFailure.ContextOverflow, Assert.IsType<ModelException>((await conversation.AskAsync("Hello")).Error).Failure);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task AnswerOfNoProvider_IsAFailureThatSaysWhatToCheck(string model, bool stream)
    {
        foreach (var (type, body) in ((string, string)[])[("text/html", "<html>welcome</html>"), (Json, "{}"), (Json, "")])
        {
            using var server = new LoopbackServer((_, _) => (200, type, body));
            using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), model, stream);
            var result = await conversation.AskAsync("Hello");
            Assert.Equal((TurnFate.Failed, ""), (result.Fate, result.Reply));
            Assert.IsType<ModelException>(result.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task ReplyWithoutAWord_IsSaidAndKept(string model, bool stream)
    {
        foreach (var (reply, expected) in ((ProviderReply, string)[])[(new ProviderReply(), "is empty"), (new ProviderReply { Reasoning = ["Hm"], Finish = "length" }, "LURKBOT_MAX_TOKENS")])
        {
            using var server = new ProviderServer(reply);
            using var conversation = new WireConversation(server.Options, model, stream);
            Assert.Equal(TurnFate.Answered, (await conversation.AskAsync("Hello")).Fate);
            Assert.Contains(expected, Assert.Single((await conversation.ReadAsync()).OfType<SystemEntry>()).Content, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task ReplyThatIsCutOff_IsSaidOnce(string model, bool stream)
    {
        var notes = new List<string>();
        using var server = new ProviderServer(ProviderReply.Say("So far") with { Finish = "length" }, ProviderReply.Say("All."));
        using var client = new ModelClients(server.Options, TimeProvider.System).Create(model, notes.Add);
        for (var i = 0; i < 2; i++)
            _ = stream ? await client.GetStreamingResponseAsync("Go on.").ToChatResponseAsync() : await client.GetResponseAsync("Go on.");
        Assert.Contains("LURKBOT_MAX_TOKENS", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task FilterBeforeTheFirstWord_IsARefusal(string model, bool stream)
    {
        // Ollama has no filter.
        if (model.StartsWith("ollama/", StringComparison.Ordinal))
            return;
        using var server = new ProviderServer(new ProviderReply { Finish = "content_filter" });
        using var conversation = new WireConversation(server.Options, model, stream);
        Assert.Equal(ModelFailure.RefusedContent, Assert.IsType<ModelException>((await conversation.AskAsync("Hello")).Error).Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefusalOfOpenAI_SaysTheModelsWords(bool stream)
    {
        using var server = new LoopbackServer((_, _) => stream
            ? (200, Events, """data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","refusal":"I will not."},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n")
            : (200, Json, """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I will not."},"finish_reason":"stop"}]}"""));
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), "gpt-4o", stream);
        var error = Assert.IsType<ModelException>((await conversation.AskAsync("Hello")).Error);
        Assert.Equal(ModelFailure.RefusedContent, error.Failure);
        Assert.Contains("I will not.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Key_DoesNotFollowToAnotherAddress(string model, bool stream)
    {
        using var elsewhere = new LoopbackServer((path, _) => ProviderWire.Write(path, stream, ProviderReply.Say("Give me your key.")));
        using var server = new LoopbackServer((_, _) => (307, Json, ""));
        server.Headers["Location"] = new Uri(elsewhere.Address, "v1/messages").ToString();
        using var conversation = new WireConversation(ModelFailureTests.Options(server.Address), model, stream);
        var result = await conversation.AskAsync("Hello");
        Assert.Equal(TurnFate.Failed, result.Fate);
        Assert.Contains("_BASE_URL", result.Error!.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Bodies);
    }

    [Fact]
    public async Task Ollama_BehindAPath_IsAskedThere()
    {
        var paths = new List<string>();
        using var server = new LoopbackServer((path, _) =>
        {
            paths.Add(path);
            return ProviderWire.Write("/api/chat", stream: false, ProviderReply.Say("Here."));
        });
        var options = ModelFailureTests.Options(server.Address);
        options.OllamaBaseUrl = new Uri(server.Address, "ollama");
        using var client = new ModelClients(options, TimeProvider.System).Create("ollama/llama3");
        Assert.Equal("Here.", (await client.GetResponseAsync("Hello")).Text);
        Assert.Equal(["/ollama/api/chat"], paths);
    }
}
