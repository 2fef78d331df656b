using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Speaks one provider's wire: writes a request, and reads whatever comes back as long as it can be told what it means. Servers that call
/// themselves compatible differ in everything that the vendor's own library takes for granted.
/// </summary>
/// <param name="http">Sends; turns refusals by status into failures.</param>
/// <param name="place">Who is asked.</param>
/// <param name="time">The clock.</param>
internal abstract class WireChatClient(HttpClient http, WirePlace place, TimeProvider time) : IChatClient
{
    /// <summary>Who is asked.</summary>
    protected WirePlace Place => place;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, new WholeReplyOptions(options), cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, place.Address);
        request.Headers.TryAddWithoutValidation("User-Agent", "LurkBot");
        foreach (var (name, value) in place.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Content = new ByteArrayContent(Write([.. messages.Select(Own)], options, isStreamed: options is not WholeReplyOptions));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var pieces = new ReplyPieces(await response.Content.ReadAsStreamAsync(cancellationToken));
        var reply = Begin(options);
        await using var reading = pieces.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        ExceptionDispatchInfo? failure = null;
        while (!reply.IsOver)
        {
            ChatResponseUpdate? update;
            try
            {
                if (!await reading.MoveNextAsync())
                    break;
                update = Read(reading.Current, reply, response.Headers);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
                break;
            }

            if (update is not null)
                yield return update;
            if (reading.Current.IsDone)
                break;
        }

        // A connection that is closed looks like an end.
        if (failure is null && (pieces.IsBroken || (reply.HasBegun && !reply.HasEnded)))
            failure = ExceptionDispatchInfo.Capture(new IOException("The connection was closed in the middle of the reply."));
        // A part of a reply is paid for, too.
        if ((failure is null ? reply.End() : reply.Break()) is { } rest)
            yield return rest;
        failure?.Throw();
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(place.Kind, place.Address, place.Model) : serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();

    /// <summary>Writes a request.</summary>
    protected abstract byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool isStreamed);

    /// <summary>Begins to read its reply.</summary>
    protected abstract WireReply Begin(ChatOptions? options);

    private ChatResponseUpdate? Read(ReplyPiece piece, WireReply reply, HttpResponseHeaders headers)
    {
        reply.HasEnded |= piece.IsDone && reply.HasBegun;
        if (piece.IsDone)
            return null;
        return LateError.In(piece) is { } error ? throw ProviderError.ReadLate(error, headers, Context()) : reply.Read(piece);
    }

    private ErrorContext Context() => new(place.Variable, place.IsOwnersAddress, ErrorContext.Show(place.Address), place.Secrets, time.GetUtcNow(), time.LocalTimeZone);

    /// <summary>The message without the reasoning of others.</summary>
    private ChatMessage Own(ChatMessage message) => message.Contents.Any(IsOfOthers)
        ? new ChatMessage(message.Role, [.. message.Contents.Where(content => !IsOfOthers(content))]) { AuthorName = message.AuthorName, MessageId = message.MessageId }
        : message;

    private bool IsOfOthers(AIContent content) => content is TextReasoningContent thought && !place.IsOwn(SignedReasoning.ProviderOf(thought));
}
