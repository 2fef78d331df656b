using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>
/// The tracing clients of Microsoft.Extensions.AI, one for each model of the process: each makes a meter of its own, and a meter for each
/// turn would begin its sums again and again. Thread-safe.
/// </summary>
internal sealed class ModelTracing : IDisposable
{
    private readonly AsyncLocal<TracedChatClient?> current = new();
    private readonly ConcurrentDictionary<(string? Provider, Uri? Address, string? Model), OpenTelemetryChatClient> clients = new();

    /// <summary>Asks a model through the tracing client of its kind.</summary>
    /// <param name="asking">Whose model is asked.</param>
    public OpenTelemetryChatClient Begin(TracedChatClient asking)
    {
        current.Value = asking;
        return Of(asking.Model);
    }

    /// <summary>The tracing client of a model.</summary>
    /// <param name="model">The model.</param>
    public OpenTelemetryChatClient Of(IChatClient model)
    {
        var metadata = model.GetService<ChatClientMetadata>();
        var key = (metadata?.ProviderName, metadata?.ProviderUri, metadata?.DefaultModelId);
        if (clients.TryGetValue(key, out var known))
            return known;
        var made = new OpenTelemetryChatClient(new CurrentChatClient(this, metadata), logger: null, LurkBotTelemetry.ModelSourceName) { EnableSensitiveData = false };
        var kept = clients.GetOrAdd(key, made);
        if (kept != made)
            made.Dispose();
        return kept;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in clients.Values)
            client.Dispose();
    }

    /// <summary>The model of the call under way. Errors lose their messages here, which the span would quote.</summary>
    private sealed class CurrentChatClient(ModelTracing tracing, ChatClientMetadata? metadata) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var model = Current();
            try
            {
                return await model.GetResponseAsync(messages, options, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new TracedException(e);
            }
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            StreamAsync(Current().GetStreamingResponseAsync(messages, options, cancellationToken), cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType == typeof(ChatClientMetadata) ? metadata : null;

        public void Dispose()
        {
            // It holds nothing.
        }

        private static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IAsyncEnumerable<ChatResponseUpdate> reply, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var updates = reply.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync())
                        yield break;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    throw new TracedException(e);
                }

                yield return updates.Current;
            }
        }

        /// <summary>Function invocation clears the conversation's id after the first call of a turn, and providers act on it: only the span has it.</summary>
        private IChatClient Current()
        {
            var asking = tracing.current.Value ?? throw new InvalidOperationException("No call is under way.");
            Activity.Current?.SetTag("gen_ai.conversation.id", asking.Session);
            return asking.Model;
        }
    }
}
