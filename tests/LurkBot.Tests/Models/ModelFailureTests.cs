using LurkBot.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Models;

/// <summary>Each failure of the taxonomy over each wire, with bodies written from the providers' documentation.</summary>
public sealed class ModelFailureTests
{
    private const string Json = "application/json";

    private static readonly string[] Models = ["gpt-4o", "claude-sonnet-4-20250514", "gemini-2.5-flash", "ollama/llama3"];

    public static TheoryData<string, bool, int, string, ModelFailure, int> Answers()
    {
        var data = new TheoryData<string, bool, int, string, ModelFailure, int>();
        foreach (var model in Models)
        {
            foreach (var stream in (bool[])[false, true])
            {
                data.Add(model, stream, 401, Error("invalid_api_key", "bad key"), ModelFailure.Authentication, 1);
                data.Add(model, stream, 402, Error("payment_required", "pay"), ModelFailure.Authentication, 1);
                data.Add(model, stream, 404, Error("model_not_found", "no such model"), ModelFailure.UnknownModel, 1);
                data.Add(model, stream, 429, Error("rate_limit_exceeded", "slow down"), ModelFailure.RateLimit, 5);
                data.Add(model, stream, 429, Error("insufficient_quota", "You exceeded your current quota"), ModelFailure.Authentication, 1);
                data.Add(model, stream, 503, "<html>busy</html>", ModelFailure.Overloaded, 5);
                data.Add(model, stream, 529, Error("overloaded_error", "Overloaded"), ModelFailure.Overloaded, 5);
                data.Add(model, stream, 400, Error("context_length_exceeded", "This model's maximum context length is 8192 tokens"), ModelFailure.ContextOverflow, 1);
                data.Add(model, stream, 400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", ModelFailure.ContextOverflow, 1);
                data.Add(model, stream, 400, Error("content_policy_violation", "Your request was rejected by our safety system"), ModelFailure.RefusedContent, 1);
                data.Add(model, stream, 400, Error("invalid_value", "messages.0: bad"), ModelFailure.InvalidRequest, 1);
                data.Add(model, stream, 400, Error("invalid_value", "You sent secret-key and c2VjcmV0LWtle"), ModelFailure.InvalidRequest, 1);
                data.Add(model, stream, 400, """[{"error":{"code":400,"message":"Invalid JSON payload received.","status":"INVALID_ARGUMENT"}}]""", ModelFailure.InvalidRequest, 1);
                data.Add(model, stream, 400, "not json at all \u001b[31m", ModelFailure.InvalidRequest, 1);
                data.Add(model, stream, 504, "", ModelFailure.Timeout, 1);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Invariant11_Refusal_IsTheSameFailureOnEachWire(string model, bool stream, int status, string body, ModelFailure failure, int requests)
    {
        using var server = new LoopbackServer((_, _) => (status, Json, body));
        server.Headers["Retry-After"] = "0";
        using var client = new ModelClients(Options(server.Address), TimeProvider.System).Create(model);
        var error = await Assert.ThrowsAsync<ModelException>(() => AskAsync(client, stream));
        Assert.Equal(failure, error.Failure);
        Assert.Equal(requests, server.Bodies.Count);
        Assert.DoesNotContain("secret-key", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0LWtle", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("claude-sonnet-4-20250514")]
    [InlineData("gemini-2.5-flash")]
    [InlineData("ollama/llama3")]
    public async Task Stream_FromWhichNothingComesAnyMore_IsATimeout(string model)
    {
        using var server = new LoopbackServer((_, _) => Beginning(model)) { Hangs = true };
        var time = new FakeTimeProvider();
        using var client = new ModelClients(Options(server.Address), time).Create(model);
        var asking = AskAsync(client, stream: true);
        await server.Answered.Task;
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(121));
            await Task.Yield();
        }

        Assert.Equal(ModelFailure.Timeout, (await Assert.ThrowsAsync<ModelException>(() => asking)).Failure);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("claude-sonnet-4-20250514")]
    [InlineData("gemini-2.5-flash")]
    [InlineData("ollama/llama3")]
    public async Task Provider_ThatIsNotThere_IsANetworkFailure(string model)
    {
        using var client = new ModelClients(Options(new Uri("http://127.0.0.1:9/")), TimeProvider.System).Create(model);
        foreach (var stream in (bool[])[false, true])
            Assert.Equal(ModelFailure.Network, (await Assert.ThrowsAsync<ModelException>(() => AskAsync(client, stream))).Failure);
    }

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("claude-sonnet-4-20250514")]
    [InlineData("gemini-2.5-flash")]
    [InlineData("ollama/llama3")]
    public async Task Stream_ThatBreaksHalfWay_IsNotAskedForAgain(string model)
    {
        using var server = new LoopbackServer((_, _) => Beginning(model)) { Breaks = true };
        using var client = new ModelClients(Options(server.Address), TimeProvider.System).Create(model);
        var heard = "";
        var error = await Assert.ThrowsAsync<ModelException>(async () =>
        {
            await foreach (var update in client.GetStreamingResponseAsync("Hello"))
                heard += update.Text;
        });
        Assert.Equal((ModelFailure.Network, "Half ", 1), (error.Failure, heard, server.Bodies.Count));
    }

    internal static ModelOptions Options(Uri address) => new()
    {
        OpenAIApiKey = "secret-key",
        OpenAIBaseUrl = new Uri(address, "v1"),
        GoogleApiKey = "secret-key",
        GoogleBaseUrl = new Uri(address, "v1beta/openai"),
        AnthropicApiKey = "secret-key",
        AnthropicBaseUrl = address,
        OllamaBaseUrl = address,
    };

    /// <summary>The first pieces of a streamed reply.</summary>
    private static (int Status, string Type, string Body) Beginning(string model) => model switch
    {
        "ollama/llama3" => (200, "application/x-ndjson", """{"model":"llama3","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Half "},"done":false}""" + "\n"),
        "claude-sonnet-4-20250514" => (200, "text/event-stream", """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":0}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Half "}}


            """),
        _ => (200, "text/event-stream", """data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Half "},"finish_reason":null}]}""" + "\n\n"),
    };

    private static Task<ChatResponse> AskAsync(IChatClient client, bool stream) =>
        stream ? client.GetStreamingResponseAsync("Hello").ToChatResponseAsync() : client.GetResponseAsync("Hello");

    private static string Error(string code, string message) => $$$"""{"error":{"type":"{{{code}}}","code":"{{{code}}}","message":"{{{message}}}"}}""";
}
