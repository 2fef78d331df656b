using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Lets other models answer when one cannot, in the order in which they are given. Made for one turn: within it the model that
/// answered goes on, the next turn begins with the chosen one again.
/// </summary>
/// <param name="model">The chosen model's name.</param>
/// <param name="inner">The chosen model.</param>
/// <param name="others">The names of the others.</param>
/// <param name="create">Makes the client of one of the others.</param>
/// <param name="onNote">Told which model is asked instead; null when nobody watches.</param>
internal sealed class FallbackChatClient(string model, IChatClient inner, IReadOnlyList<string> others, Func<string, IChatClient> create, Action<string>? onNote) : IChatClient
{
    private readonly Queue<string> left = new(others.Where(other => !string.Equals(other, model, StringComparison.Ordinal)));
    private readonly List<IChatClient> made = [];
    private IChatClient current = inner;
    private string currentModel = model;
    private string? notice;

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamedChatClient.CollectAsync(GetStreamingResponseAsync(messages, new WholeReplyOptions(options), cancellationToken));

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        while (true)
        {
            await using var updates = current.GetStreamingResponseAsync(list, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            bool any;
            try
            {
                any = await updates.MoveNextAsync();
            }
            catch (ModelException e) when (e.IsProvidersTrouble && GoOn(e))
            {
                continue;
            }

            for (; any; any = await updates.MoveNextAsync())
            {
                if (notice is not null)
                    updates.Current.AdditionalProperties = ModelNotice.AddTo(updates.Current.AdditionalProperties, notice);
                notice = null;
                yield return updates.Current;
            }

            yield break;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => current.GetService(serviceType, serviceKey);

    /// <summary>Lets go of the other models' clients; the chosen one's is the caller's.</summary>
    public void Dispose() => made.ForEach(client => client.Dispose());

    /// <summary>Goes to the next model that has a client.</summary>
    /// <returns>False when there is none left.</returns>
    private bool GoOn(ModelException failure)
    {
        while (left.TryDequeue(out var next))
        {
            try
            {
                current = create(next);
            }
            catch (LurkBotException e)
            {
                onNote?.Invoke($"{next} cannot stand in: {e.Message}");
                continue;
            }

            made.Add(current);
            notice = $"{currentModel} could not answer ({Reason(failure)}); {next} answers instead.";
            currentModel = next;
            onNote?.Invoke(notice);
            return true;
        }

        return false;
    }

    private static string Reason(ModelException failure) => failure.Failure switch
    {
        ModelFailure.RateLimit => "too many requests",
        ModelFailure.Overloaded => "it has too much to do",
        ModelFailure.Timeout => "nothing came from it",
        _ => "it cannot be reached",
    };
}
