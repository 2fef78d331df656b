using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Gives the model that a reply names the prefix by which it is chosen, so that the history and the prices know which one it was.</summary>
/// <param name="inner">The provider's client.</param>
/// <param name="prefix">The prefix.</param>
internal sealed class ModelPrefixChatClient(IChatClient inner, string prefix) : StreamedChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            update.ModelId = Name(update.ModelId);
            yield return update;
        }
    }

    private string? Name(string? model) => model is null ? null : prefix + model;
}
