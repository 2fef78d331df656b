using System.Text.Json;
using LurkBot.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Models;

/// <summary>The real clients over real sockets, against answers written from the providers' documentation.</summary>
public sealed class ModelClientsTests
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    [Theory]
    [InlineData("gpt-4o", false)]
    [InlineData("gpt-4o", true)]
    [InlineData("gemini-2.5-flash", false)]
    [InlineData("gemini-2.5-flash", true)]
    [InlineData("claude-sonnet-4-20250514", false)]
    [InlineData("claude-sonnet-4-20250514", true)]
    [InlineData("ollama/llama3", false)]
    [InlineData("ollama/llama3", true)]
    public async Task Ask_EachProvider_GivesTextModelAndUsage(string model, bool stream)
    {
        using var server = new LoopbackServer((path, _) => Answer(path, stream));
        using var client = new ModelClients(Options(server.Address), TimeProvider.System).Create(model);
        var response = stream
            ? await client.GetStreamingResponseAsync("Hello wire").ToChatResponseAsync()
            : await client.GetResponseAsync("Hello wire");
        Assert.Equal("Hi there", response.Text);
        Assert.Equal((12, 5), (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount));
        Assert.Contains("Hello wire", Assert.Single(server.Bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_Anthropic_MarksTheEndOfThisRequestAndOfTheOneBefore()
    {
        using var server = new LoopbackServer((path, _) => Answer(path, stream: false));
        using var client = new ModelClients(Options(server.Address), TimeProvider.System).Create("claude-sonnet-4-20250514");
        ChatMessage[] messages =
        [
            new(ChatRole.User, "one"),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "t"), new FunctionCallContent("2", "t")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "first")]),
            new(ChatRole.Tool, [new FunctionResultContent("2", "second")]),
            new(ChatRole.Assistant, "two"),
            new(ChatRole.User, "three"),
        ];
        await client.GetResponseAsync(messages);
        using var body = JsonDocument.Parse(Assert.Single(server.Bodies));
        var marked = body.RootElement.GetProperty("messages").EnumerateArray().SelectMany(message => message.GetProperty("content").EnumerateArray())
            .Where(block => block.TryGetProperty("cache_control", out var mark) && mark.ValueKind == JsonValueKind.Object).ToList();
        Assert.Equal(["tool_result", "text"], marked.Select(block => block.GetProperty("type").GetString()));
        Assert.Equal(("2", "three"), (marked[0].GetProperty("tool_use_id").GetString(), marked[1].GetProperty("text").GetString()));
        Assert.Null(messages[^1].Contents[0].AdditionalProperties);
    }

    [Theory]
    [InlineData("gpt-4o", 1.5, 1.5)]
    [InlineData("gemini-2.5-flash", 0, 0)]
    [InlineData("claude-sonnet-4-20250514", 0.3, 0.3)]
    [InlineData("claude-sonnet-4-20250514", 1.5, 1)]
    [InlineData("ollama/llama3", 0.3, 0.3)]
    public async Task Temperature_IsSaidOnEachWire(string model, double wanted, double said)
    {
        using var server = new LoopbackServer((path, _) => Answer(path, stream: false));
        using var client = new ModelClients(Options(server.Address), TimeProvider.System).Create(model);
        await client.GetResponseAsync([new(ChatRole.System, "You are a test."), new(ChatRole.User, "Hello")], new ChatOptions { MaxOutputTokens = 777, Temperature = (float)wanted });
        using var body = JsonDocument.Parse(Assert.Single(server.Bodies));
        var asked = model.StartsWith("ollama/", StringComparison.Ordinal) ? body.RootElement.GetProperty("options") : body.RootElement;
        Assert.Equal(said, asked.GetProperty("temperature").GetDouble(), 4);
        Assert.Contains("777", server.Bodies[0], StringComparison.Ordinal);
        Assert.Single(body.RootElement.GetProperty("messages").EnumerateArray(), message => message.GetProperty("role").ValueEquals("user"));
    }

    [Fact]
    public async Task Temperature_OfAClaudeThatThinks_IsNotSaid()
    {
        using var server = new LoopbackServer((path, _) => Answer(path, stream: false));
        using var client = new ModelClients(Options(server.Address), TimeProvider.System).Create("claude-sonnet-4-20250514");
        await client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 9000, Temperature = 0.3f, Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low } });
        Assert.DoesNotContain("temperature", server.Bodies[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-4o", "LURKBOT_OPENAI_API_KEY")]
    [InlineData("claude-sonnet-4-20250514", "LURKBOT_ANTHROPIC_API_KEY")]
    public async Task Ask_KeyRefused_NamesTheVariable(string model, string variable)
    {
        using var server = new LoopbackServer((_, _) => (401, Json, """{"type":"error","error":{"type":"authentication_error","message":"bad key"}}"""));
        using var client = new ModelClients(Options(server.Address), TimeProvider.System).Create(model);
        var error = await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Hello"));
        Assert.Equal(ModelFailure.Authentication, error.Failure);
        Assert.Contains(variable, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithoutAKey_NamesTheVariable() =>
        Assert.Contains("LURKBOT_ANTHROPIC_API_KEY", Assert.Throws<ModelException>(() => new ModelClients(new ModelOptions(), TimeProvider.System).Create("claude-x")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task ChooseDefault_OllamaAnswers_TakesItsFirstModel()
    {
        using var server = new LoopbackServer((_, _) => (200, Json, """{"models":[{"name":"llama3:latest"}]}"""));
        Assert.Equal("ollama/llama3:latest", (await new ModelClients(new ModelOptions { OllamaBaseUrl = server.Address }, TimeProvider.System).ChooseDefaultAsync(ModelCatalogue.BuiltIn, default)).Model);
        Assert.Equal("offline", (await new ModelClients(new ModelOptions { OllamaBaseUrl = new Uri("http://127.0.0.1:9") }, TimeProvider.System).ChooseDefaultAsync(ModelCatalogue.BuiltIn, default)).Model);
    }

    [Fact]
    public async Task ChooseDefault_AskedAgain_LooksForOllamaOnceAMinute()
    {
        var time = new FakeTimeProvider();
        using var server = new LoopbackServer((_, _) => (200, Json, """{"models":[{"name":"llama3:latest"}]}"""));
        using var clients = new ModelClients(new ModelOptions { OllamaBaseUrl = server.Address }, time);
        await clients.ChooseDefaultAsync(ModelCatalogue.BuiltIn, default);
        await clients.ChooseDefaultAsync(ModelCatalogue.BuiltIn, default);
        Assert.Single(server.Bodies);
        time.Advance(TimeSpan.FromMinutes(1));
        await clients.ChooseDefaultAsync(ModelCatalogue.BuiltIn, default);
        Assert.Equal(2, server.Bodies.Count);
    }

    private static ModelOptions Options(Uri address) => new()
    {
        OpenAIApiKey = "secret-key",
        OpenAIBaseUrl = new Uri(address, "v1"),
        GoogleApiKey = "secret-key",
        GoogleBaseUrl = new Uri(address, "v1beta/openai"),
        AnthropicApiKey = "secret-key",
        AnthropicBaseUrl = address,
        OllamaBaseUrl = address,
    };

    internal static (int Status, string Type, string Body) Answer(string path, bool stream) => (path, stream) switch
    {
        ("/v1/chat/completions" or "/v1beta/openai/chat/completions", false) => (200, Json, """
            {"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi there"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}
            """),
        ("/v1/chat/completions" or "/v1beta/openai/chat/completions", true) => (200, Events, """
            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi "},"finish_reason":null}]}

            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"there"},"finish_reason":"stop"}]}

            data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}

            data: [DONE]


            """),
        ("/v1/messages", false) => (200, Json, """
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi there"}],"stop_reason":"end_turn","stop_sequence":null,
            "usage":{"input_tokens":12,"output_tokens":5}}
            """),
        ("/v1/messages", true) => (200, Events, """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":0}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"there"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}

            event: message_stop
            data: {"type":"message_stop"}


            """),
        ("/api/chat", false) => (200, Json,
            """{"model":"llama3","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hi there"},"done":true,"done_reason":"stop","prompt_eval_count":12,"eval_count":5}"""),
        ("/api/chat", true) => (200, "application/x-ndjson", """
            {"model":"llama3","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hi "},"done":false}
            {"model":"llama3","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"there"},"done":false}
            {"model":"llama3","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":12,"eval_count":5}

            """),
        _ => (404, Json, "{}"),
    };
}
