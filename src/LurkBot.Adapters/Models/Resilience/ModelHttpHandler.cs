using LurkBot.Text;

namespace LurkBot.Models;

/// <summary>Below every provider's library: turns refusals into failures of one kind, and ends a wait in which nothing comes.</summary>
/// <param name="inner">Sends.</param>
/// <param name="variable">The setting to check when the key is refused.</param>
/// <param name="secrets">The keys, which a refusal may quote.</param>
/// <param name="patience">How long nothing may come.</param>
/// <param name="time">The clock.</param>
/// <param name="hasOwnAddress">Whether the owner set the address, which may then be wrong.</param>
internal sealed class ModelHttpHandler(HttpMessageHandler inner, string variable, KnownSecrets secrets, TimeSpan patience, TimeProvider time, bool hasOwnAddress = false) : DelegatingHandler(inner)
{
    private const int LargestError = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token);
            if (response.IsSuccessStatusCode)
            {
                response.Content = await ReplyContentAsync(response, cancellationToken);
                return response;
            }

            using (response)
                throw ProviderError.Read((int)response.StatusCode, await ReadErrorAsync(response.Content, either.Token), response.Headers, ContextOf(request));
        }
        catch (OperationCanceledException e) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Stalled(patience, e);
        }
    }

    /// <summary>The failure of a provider from which nothing came.</summary>
    internal static ModelException Stalled(TimeSpan patience, Exception? cause) => new(
        ModelFailure.Timeout,
        $"Nothing came from the provider for {Plural.Of(Math.Round(patience.TotalSeconds), "second")}. Try again, choose another model, or raise LURKBOT_MODEL_TIMEOUT.",
        cause);

    private async Task<HttpContent> ReplyContentAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var content = response.Content;
        var wrapped = new StreamContent(new ReplyStream(PackedReply.Unpack(content, await content.ReadAsStreamAsync(cancellationToken)), patience, time));
        foreach (var header in content.Headers)
            wrapped.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return wrapped;
    }

    private ErrorContext ContextOf(HttpRequestMessage request)
    {
        return new ErrorContext(variable, hasOwnAddress, ErrorContext.Show(request.RequestUri), secrets, time.GetUtcNow(), time.LocalTimeZone);
    }

    private static async Task<string> ReadErrorAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = PackedReply.Unpack(content, await content.ReadAsStreamAsync(cancellationToken));
            var buffer = new byte[LargestError];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            // The status says enough.
            return "";
        }
    }
}
