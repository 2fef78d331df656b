using System.ClientModel;
using System.Runtime.CompilerServices;
using Anthropic.Exceptions;
using LurkBot.Agents;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Turns each provider's errors into one kind that says what to do next.</summary>
internal sealed class TranslatingChatClient(IChatClient inner, string variable, Uri? address) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not ModelException)
        {
            throw Translate(e);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
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

    private ModelException Translate(Exception e)
    {
        var status = e switch
        {
            ClientResultException openAI => openAI.Status,
            AnthropicApiException anthropic => (int)anthropic.StatusCode,
            HttpRequestException http => (int?)http.StatusCode ?? 0,
            _ => 0,
        };
        var (failure, message) = status switch
        {
            401 or 403 => (ModelFailure.Authentication, $"The provider refused the key. Check {variable}."),
            404 => (ModelFailure.UnknownModel, "The provider has no such model, or the key may not use it. Choose another with --model or /model."),
            429 => (ModelFailure.RateLimit, "The provider says: too many requests. Wait a moment, then ask again."),
            400 or 413 or 422 when e.Message.Contains("context", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("too long", StringComparison.OrdinalIgnoreCase) =>
                (ModelFailure.ContextOverflow, "The conversation is longer than the model's window. Clear it with /clear, or lower LURKBOT_MAX_CONTEXT_TOKENS."),
            >= 400 and < 500 => (ModelFailure.InvalidRequest, $"The provider refused the request (status {status})."),
            >= 500 => (ModelFailure.Overloaded, $"The provider cannot answer right now (status {status}). Try again later, or choose another model."),
            _ when e is TimeoutException or OperationCanceledException => (ModelFailure.Timeout, "The provider did not answer in time. Try again, or choose another model."),
            _ => (ModelFailure.Network, $"The provider{(address is null ? "" : $" at {address.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped)}")} could not be reached, or the connection broke. Check that it runs and that {variable} is right."),
        };
        return new ModelException(failure, message, e);
    }
}
