using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace LurkBot.Models;

/// <summary>Asks again when a provider has too much to do, with growing pauses or those that it asks for; never once a reply has begun.</summary>
internal sealed class RetryingChatClient : StreamedChatClient
{
    private const int MostRetries = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WorthSaying = TimeSpan.FromSeconds(2);

    private readonly Action<string>? onNote;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline pipeline;

    /// <summary>Makes the client.</summary>
    /// <param name="inner">The model.</param>
    /// <param name="onNote">Told about pauses once the wait takes over two seconds; null when nobody watches.</param>
    /// <param name="time">The clock.</param>
    public RetryingChatClient(IChatClient inner, Action<string>? onNote, TimeProvider time)
        : base(inner)
    {
        (this.onNote, this.time) = (onNote, time);
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ModelException>(e => e.IsTransient && !e.IsAllowanceUsed && e.RetryAfter.GetValueOrDefault() <= LongestPause),
            MaxRetryAttempts = MostRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstPause,
            MaxDelay = LongestPause,
            DelayGenerator = arguments => new((arguments.Outcome.Exception as ModelException)?.RetryAfter),
            OnRetry = OnRetryAsync,
        }).Build();
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        var context = Begin(cancellationToken);
        (List<ChatResponseUpdate> Head, IAsyncEnumerator<ChatResponseUpdate> Others) reply;
        try
        {
            reply = await pipeline.ExecuteAsync(inner => BeginAsync(InnerClient.GetStreamingResponseAsync(list, options, inner.CancellationToken), inner.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        await using (reply.Others)
        {
            foreach (var update in reply.Head)
                yield return update;
            while (await reply.Others.MoveNextAsync())
                yield return reply.Others.Current;
        }
    }

    /// <summary>The reply from its first words on: what providers send before them is nothing that anybody has seen, so that asking again does no harm.</summary>
    private static async ValueTask<(List<ChatResponseUpdate> Head, IAsyncEnumerator<ChatResponseUpdate> Others)> BeginAsync(IAsyncEnumerable<ChatResponseUpdate> reply, CancellationToken cancellationToken)
    {
        var (head, updates) = (new List<ChatResponseUpdate>(), reply.GetAsyncEnumerator(cancellationToken));
        try
        {
            while (await updates.MoveNextAsync())
            {
                head.Add(updates.Current);
                if (updates.Current.Contents.Any(IsSaid))
                    break;
            }

            return (head, updates);
        }
        catch
        {
            await updates.DisposeAsync();
            throw;
        }
    }

    private static bool IsSaid(AIContent content) => content is not (UsageContent or TextContent { Text.Length: 0 } or TextReasoningContent { Text.Length: 0 });

    private ResilienceContext Begin(CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Start, time.GetTimestamp());
        return context;
    }

    private ValueTask OnRetryAsync(OnRetryArguments<object> arguments)
    {
        var waited = time.GetElapsedTime(arguments.Context.Properties.GetValue(Start, 0)) + arguments.RetryDelay;
        if (waited >= WorthSaying && arguments.Outcome.Exception is ModelException failure)
        {
            var why = failure.Failure == ModelFailure.RateLimit ? "asks to slow down" : "has too much to do";
            onNote?.Invoke(string.Create(CultureInfo.InvariantCulture, $"The provider {why}; asking again in {Math.Ceiling(arguments.RetryDelay.TotalSeconds):0} s ({arguments.AttemptNumber + 1} of {MostRetries}). Ctrl-C cancels."));
        }

        return default;
    }

    private static readonly ResiliencePropertyKey<long> Start = new("lurkbot.start");
}
