using System.Runtime.CompilerServices;
using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Turns each provider's errors into one kind that says what to do next.</summary>
internal sealed class ModelErrorChatClient(IChatClient inner, string addressVariable, Uri? address, Uri? proxy = null) : StreamedChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                    yield break;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not ModelException)
            {
                throw Translate(e);
            }

            yield return updates.Current;
        }
    }

    /// <summary>What the HTTP handler did not see: the connection, and errors in the middle of a stream.</summary>
    private ModelException Translate(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            // A provider's library may have put its own around it.
            if (cause is ModelException known)
                return known;
        }

        if (e.Message.Contains("overloaded", StringComparison.OrdinalIgnoreCase))
            return new ModelException(ModelFailure.Overloaded, "The provider broke the reply off: it has too much to do. Try again later, or choose another model.", e);
        if (e is TimeoutException or OperationCanceledException)
            return new ModelException(ModelFailure.Timeout, "The provider did not answer in time. Try again, or choose another model.", e);
        return ConnectionFailure.Read(e, address, addressVariable, proxy) ?? new ModelException(ModelFailure.Unknown, $"The provider's answer cannot be understood: {TerminalText.Sanitize(e.Message, keepNewlines: false)}", e);
    }
}
