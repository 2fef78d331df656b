using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Compaction;

/// <summary>A model that answers as a test says, and the answers of hostile ones.</summary>
internal sealed class FakeModel(Func<IEnumerable<ChatMessage>, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> answer) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => answer(messages, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    public static async IAsyncEnumerable<ChatResponseUpdate> EndlessAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, "and so on ");
            await Task.Yield();
        }
    }

    public static async IAsyncEnumerable<ChatResponseUpdate> StallAsync(Action onCall, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        onCall();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "## Goal");
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }

    public static async IAsyncEnumerable<ChatResponseUpdate> ThinkAsync(FakeTimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new TextReasoningContent("hm")]);
            time.Advance(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }
    }

    public static async IAsyncEnumerable<ChatResponseUpdate> Text(string text, UsageDetails? usage = null)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, usage is null ? [new TextContent(text)] : [new TextContent(text), new UsageContent(usage)]);
    }

    public static IAsyncEnumerable<ChatResponseUpdate> Answer(List<string> requests, IEnumerable<ChatMessage> messages, string answer)
    {
        requests.Add(messages.Last().Text);
        return Text(answer);
    }
}
