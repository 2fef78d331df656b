using System.Text.Json;
using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>Decorators are written over the stream; who asks for a reply in one piece still has the provider asked so.</summary>
public sealed class StreamedChatClientTests
{
    [Theory]
    [InlineData("gpt-4o", false)]
    [InlineData("gpt-4o", true)]
    [InlineData("gemini-2.5-flash", false)]
    [InlineData("claude-sonnet-4-20250514", false)]
    [InlineData("claude-sonnet-4-20250514", true)]
    [InlineData("ollama/llama3", false)]
    [InlineData("ollama/llama3", true)]
    public async Task Ask_TellsTheProvider_WhetherToStream(string model, bool stream)
    {
        using var server = new ProviderServer(new ProviderReply { Text = ["Hi"] });
        using var client = new ModelClients(server.Options, TimeProvider.System).Create(model);
        var options = new ChatOptions { MaxOutputTokens = 100 };
        var response = stream ? await client.GetStreamingResponseAsync("Hello", options).ToChatResponseAsync() : await client.GetResponseAsync("Hello", options);
        Assert.Equal("Hi", response.Text);
        using var body = JsonDocument.Parse(Assert.Single(server.Bodies));
        Assert.Equal(stream, body.RootElement.TryGetProperty("stream", out var asked) && asked.ValueKind == JsonValueKind.True);
    }

    [Fact]
    public async Task Response_NoticesOfSeveralDecorators_AreAllKept()
    {
        var calls = 0;
        using var inner = new Inner(options => ++calls == 1
            ? throw new ModelException(ModelFailure.InvalidRequest, "no temperature here")
            : new ChatResponse(new ChatMessage(ChatRole.Assistant, " ")) { FinishReason = ChatFinishReason.Stop, Usage = new UsageDetails { InputTokenCount = 4, AdditionalCounts = new() { ["x"] = 2 } } });
        using var client = inner.AsBuilder().UseRequestTrimming(new ModelAddress(new ModelRefusals(home: null, TimeProvider.System), "http://127.0.0.1", "m"), onNote: null).UseEmptyReplies("X", onNote: null).Build();
        var response = await client.GetResponseAsync("Hello", new ChatOptions { Temperature = 1 });
        Assert.Equal("The model cannot be told a temperature (LURKBOT_TEMPERATURE); it was asked again without it. The model's reply is empty.", ModelNotice.In(response.AdditionalProperties));
        Assert.Equal((4, 2, ChatFinishReason.Stop), (response.Usage?.InputTokenCount, response.Usage?.AdditionalCounts?["x"], response.FinishReason));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Response_ThatRefuses_IsAFailure()
    {
        using var inner = new Inner(_ => new ChatResponse(new ChatMessage(ChatRole.Assistant, [new ErrorContent("I cannot.")])) { FinishReason = ChatFinishReason.Stop });
        using var client = inner.AsBuilder().UseEmptyReplies("X", onNote: null).Build();
        Assert.Contains("I cannot.", (await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Hello"))).Message, StringComparison.Ordinal);
    }

    /// <summary>A model whose decorators ask it for a stream.</summary>
    private sealed class Inner(Func<ChatOptions?, ChatResponse> answer) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            foreach (var update in answer(options).ToChatResponseUpdates())
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
