using System.Runtime.CompilerServices;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Puts the bytes of attached files where the context names their blobs; of a file that is lost or damaged the model hears just that.</summary>
/// <param name="inner">The model.</param>
/// <param name="session">Keeps the blobs.</param>
internal sealed class AttachmentChatClient(IChatClient inner, IStoredSession session) : DelegatingChatClient(inner)
{
    private readonly AttachmentBytes bytes = new(session);

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await base.GetResponseAsync(await bytes.FillAsync(messages, cancellationToken), options, cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in base.GetStreamingResponseAsync(await bytes.FillAsync(messages, cancellationToken), options, cancellationToken))
            yield return update;
    }
}
