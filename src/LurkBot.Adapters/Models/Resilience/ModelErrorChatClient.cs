using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Turns each provider's errors into one kind that says what to do next.</summary>
internal sealed class ModelErrorChatClient(IChatClient inner, string addressVariable, Uri? address) : StreamedChatClient(inner)
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
        var isConnection = false;
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            // A provider's library may have put its own around it.
            if (cause is ModelException known)
                return known;
            isConnection |= cause is HttpRequestException or IOException or SocketException;
        }

        if (e.Message.Contains("overloaded", StringComparison.OrdinalIgnoreCase))
            return new ModelException(ModelFailure.Overloaded, "The provider broke the reply off: it has too much to do. Try again later, or choose another model.", e);
        if (e is TimeoutException or OperationCanceledException)
            return new ModelException(ModelFailure.Timeout, "The provider did not answer in time. Try again, or choose another model.", e);
        if (!isConnection)
            return new ModelException(ModelFailure.Unknown, $"The provider's answer cannot be understood: {e.Message}", e);
        var where = address is null ? "" : $" at {address.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped)}";
        return new ModelException(ModelFailure.Network, $"The provider{where} could not be reached, or the connection broke. {(address is null ? "Check the network." : $"Check that it runs and that {addressVariable} is right.")}", e);
    }
}
