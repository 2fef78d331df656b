using System.Net.Http.Headers;
using System.Text.Json;
using LurkBot.Models;
using LurkBot.Text;

namespace LurkBot.Channels;

/// <summary>Has a service transcribe that speaks OpenAI's <c>/v1/audio/transcriptions</c>. Thread-safe.</summary>
internal sealed class ServiceTranscriber : ITranscriber, IDisposable
{
    private const string UrlVariable = "LURKBOT_TRANSCRIBE_URL";
    private const int LargestAnswer = 1024 * 1024;

    private readonly TranscriptionOptions options;
    private readonly Uri address;
    private readonly HttpClient http;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="options">Where, and with which model and key.</param>
    /// <param name="time">The clock.</param>
    public ServiceTranscriber(TranscriptionOptions options, TimeProvider time)
    {
        this.options = options;
        address = new Uri((ModelAddresses.OfTranscriptions(options.Url) ?? ModelAddresses.OpenAI).AbsoluteUri.TrimEnd('/') + "/audio/transcriptions");
        var secrets = new KnownSecrets([.. options.ApiKey is { } key ? [key] : Array.Empty<string>(), .. options.Url is { } url ? AddressSecrets.In(url) : []]);
        // A key must not follow to another address.
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10), Proxy = ProviderProxy.OfEnvironment };
        var handler = new ModelHttpHandler(sockets, "LURKBOT_TRANSCRIBE_API_KEY", secrets, Recording.Patience, time, options.Url is not null);
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <inheritdoc/>
    public async Task<string> TranscribeAsync(Recording recording, CancellationToken cancellationToken)
    {
        try
        {
            using var form = new MultipartFormDataContent();
            var file = new ReadOnlyMemoryContent(recording.Bytes);
            if (MediaTypeHeaderValue.TryParse(recording.MediaType, out var type))
                file.Headers.ContentType = type;
            form.Add(file, "file", recording.FileName);
            form.Add(new StringContent(options.Model), "model");
            form.Add(new StringContent("json"), "response_format");
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
            if (options.ApiKey is { } key)
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            return Recording.Bounded(TextOf(await response.Content.ReadAsStringAsync(cancellationToken)));
        }
        catch (ModelException e)
        {
            throw new TranscriptionException(
                e.Failure is ModelFailure.Timeout ? $"The service of {UrlVariable} did not answer within {Recording.Patience.TotalSeconds:0} seconds." : $"The service of {UrlVariable}: {e.Message}",
                e.Failure is ModelFailure.Timeout ? "the transcription took too long" : null,
                e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TranscriptionException(ConnectionFailure.Read(e, address, UrlVariable, ProviderProxy.OfEnvironment.GetProxy(address))?.Message ?? $"The service of {UrlVariable} could not be reached: {e.Message}", cause: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>The text of an answer: of its JSON, or all of it where a server gives plain text.</summary>
    private static string TextOf(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("text"u8, out var text) && text.ValueKind == JsonValueKind.String)
                return text.GetString()!;
            if (json.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                return answer;
        }
        catch (JsonException) when (!answer.TrimStart().StartsWith('<'))
        {
            return answer;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Told below.
        }

        throw new TranscriptionException($"The service of {UrlVariable} answered, but with no transcript. Check that address.");
    }
}
