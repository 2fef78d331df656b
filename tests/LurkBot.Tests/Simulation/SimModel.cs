using System.Runtime.CompilerServices;
using LurkBot.Context;
using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Simulation;

/// <summary>A model that says which messages it answers: those that stand behind its last words.</summary>
internal sealed class SimModel(SimProcess process, SimWorld world) : IChatClient, IModelClients
{
    public IChatClient Create(string model, Action<string>? onNote = null) => this;

    public ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken) => new(new ResolvedModel(ModelNames.Offline, "test"));

    public TokenCounter CounterOf(ModelProvider provider) => RatioTokenCounter.Instance;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (asked, hasResult) = Open([.. messages]);
        var (random, manners) = (world.Clock.Random, world.Manners);
        var reply = ++world.Replies;
        world.Trace($"model {reply} hears {string.Join(' ', asked)}");
        world.Hears(asked);
        await ThinkAsync(cancellationToken);
        if (asked.Exists(world.IsHard) && !world.IsCalm)
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        if (!world.IsCalm && random.NextDouble() < manners.ModelFails)
            throw new ModelException(ModelFailure.Overloaded, "The model is overloaded.");
        if (!hasResult && random.NextDouble() < manners.Tools)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [SimWorld.Call(reply, sends: random.Next(3) == 0)]);
            yield break;
        }

        var pieces = random.NextDouble() < manners.LongReplies ? random.Next(2, 4) : 1;
        for (var piece = 1; piece <= pieces; piece++)
        {
            var text = $"R{reply}.{piece} answers {string.Join(' ', asked)}";
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece < pieces ? $"{text}\n{new string('.', 3900)}\n\n" : text);
            await ThinkAsync(cancellationToken);
            if (!world.IsCalm && random.NextDouble() < manners.ModelFails / 2)
                throw new ModelException(ModelFailure.Network, "The connection broke.");
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, "") { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    /// <summary>The messages that nobody answered yet, and whether a tool was called for them already.</summary>
    private static (List<string> Asked, bool HasResult) Open(List<ChatMessage> messages)
    {
        var asked = new List<string>();
        var hasResult = false;
        for (var at = messages.Count - 1; at >= 0; at--)
        {
            var message = messages[at];
            hasResult |= message.Contents.OfType<FunctionResultContent>().Any();
            if (message.Role == ChatRole.Assistant && !message.Contents.OfType<FunctionCallContent>().Any())
                break;
            if (message.Role == ChatRole.User)
                asked.InsertRange(0, SimPeople.Tokens(WithoutQuote(message.Text)));
        }

        return ([.. asked.Distinct(StringComparer.Ordinal)], hasResult);
    }

    /// <summary>What a message answers stands before it, and is answered already.</summary>
    private static string WithoutQuote(string text) => text.IndexOf("[answers: ", StringComparison.Ordinal) is >= 0 and var start && text.IndexOf("]\n", start, StringComparison.Ordinal) is >= 0 and var end ? text[..start] + text[end..] : text;

    private Task ThinkAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(world.Clock.Random.Next(1, 1500)), process.Time, cancellationToken);
}
