using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Makes a span of each call of a model. It stands inside function invocation: outside, one span would stand for all calls of a turn.</summary>
/// <param name="model">The model; it stays the caller's.</param>
/// <param name="tracing">The process's tracing clients.</param>
/// <param name="session">The session's id.</param>
internal sealed class TracedChatClient(IChatClient model, ModelTracing tracing, string session) : IChatClient
{
    public IChatClient Model { get; } = model;

    public string Session { get; } = session;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await tracing.Begin(this).GetResponseAsync(messages, options, cancellationToken);
        }
        catch (TracedException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = tracing.Begin(this).GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                    yield break;
            }
            catch (TracedException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerException!);
                throw;
            }

            yield return updates.Current;
        }
    }

    /// <summary>Function invocation takes its activity source, and whether it may tell arguments, from the tracing client.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : Model.GetService(serviceType, serviceKey) ?? tracing.Of(Model).GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // The model is the caller's, the tracing clients are the process's.
    }
}
