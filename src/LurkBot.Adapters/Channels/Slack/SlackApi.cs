using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LurkBot.Channels;

/// <summary>Makes requests to the Web API, each once, and tells what became of them; never throws for what a network or a server does. The tokens stay inside. Thread-safe.</summary>
internal sealed class SlackApi : IDisposable
{
    private const int MaximumAnswer = 16 << 20;

    private readonly HttpClient http;
    private readonly string botToken;
    private readonly string? appToken;
    private readonly string address;
    private readonly TimeProvider time;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="botToken">The bot's token.</param>
    /// <param name="appToken">The app's token, for sockets; null for none.</param>
    /// <param name="baseUrl">The server; null for Slack's own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="transport">Carries the requests; null for sockets.</param>
    public SlackApi(string botToken, string? appToken, Uri? baseUrl, TimeProvider time, HttpMessageHandler? transport = null)
    {
        (this.botToken, this.appToken, this.time) = (botToken, appToken, time);
        // The methods are below /api, also at a server that is named without it.
        address = (baseUrl is null ? "https://slack.com/api" : baseUrl.AbsolutePath is "/" ? $"{baseUrl.GetLeftPart(UriPartial.Authority)}/api" : baseUrl.GetLeftPart(UriPartial.Path)).TrimEnd('/');
        Limits = new SlackLimits(new SteadyTime(time));
        http = PlatformHttp.Create(transport);
    }

    /// <summary>What Slack wants not to be called for a while.</summary>
    public SlackLimits Limits { get; }

    /// <summary>Whether the server is reached without encryption, as only one of the owner's own is.</summary>
    public bool IsPlain => address.StartsWith("http:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Calls a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">Its parameters; objects as JSON. Those that are null are left out.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isApp">Whether the app calls, not its bot.</param>
    /// <returns>What became of it; of one that was given up too.</returns>
    public async ValueTask<SlackAnswer> CallAsync(string method, IReadOnlyCollection<(string Name, string? Value)> parameters, TimeSpan limit, CancellationToken cancellationToken, bool isApp = false)
    {
        if (Limits.Left(method) is { } left)
            return new SlackAnswer.Refused("ratelimited", left);
        using var body = new PlatformRequestBody(new FormUrlEncodedContent(parameters.Where(parameter => parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value!))));
        var answer = await PostAsync(new Uri($"{address}/{method}"), body, isApp ? appToken : botToken, limit, cancellationToken);
        if (answer is SlackAnswer.Refused { IsLimit: true, After: { } after })
            Limits.Wait(method, after);
        return answer;
    }

    /// <summary>Uploads the bytes of a file to the place that Slack gave for it.</summary>
    /// <param name="place">The place.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null once it is there, else why not.</returns>
    public async ValueTask<string?> UploadAsync(Uri place, ReadOnlyMemory<byte> content, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var body = new PlatformRequestBody(PlatformRequestBody.Bytes(content));
        using var message = new HttpRequestMessage(HttpMethod.Post, place) { Content = body };
        try
        {
            using var late = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"the upload was answered with HTTP {(int)response.StatusCode}");
        }
        catch (Exception e) when (IsNetwork(e))
        {
            return Explain(e, cancellationToken);
        }
    }

    /// <summary>Opens a file. The token goes only to Slack's own hosts, and to the server that the owner set.</summary>
    /// <param name="place">Its address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the address is not one of Slack's, or the server cannot be reached.</returns>
    public async ValueTask<HttpResponseMessage?> OpenFileAsync(Uri place, CancellationToken cancellationToken)
    {
        if (!IsSlacks(place))
            return null;
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, place);
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", botToken);
            return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Whether an address may be given to: one of Slack's hosts, or the server that the owner set.</summary>
    /// <param name="place">The address.</param>
    public bool IsSlacks(Uri place)
    {
        var own = new Uri(address);
        if (string.Equals(place.Host, own.Host, StringComparison.OrdinalIgnoreCase) && place.Port == own.Port && place.Scheme == own.Scheme)
            return true;
        return place.Scheme == "https" && place.IsDefaultPort && (place.Host.EndsWith(".slack.com", StringComparison.OrdinalIgnoreCase) || place.Host.EndsWith(".slack-edge.com", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads a field of a result.</summary>
    /// <returns>Null when it is not there, or does not fit.</returns>
    public static T? Read<T>(SlackAnswer answer, string field, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return answer is SlackAnswer.Done { Result.ValueKind: JsonValueKind.Object } done && done.Result.TryGetProperty(field, out var value) ? value.Deserialize(type) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads the elements of a list in a result, each for itself.</summary>
    /// <returns>Null when there is no such list.</returns>
    public static IReadOnlyList<JsonElement>? Elements(SlackAnswer answer, string field) =>
        answer is SlackAnswer.Done { Result.ValueKind: JsonValueKind.Object } done && done.Result.TryGetProperty(field, out var list) && list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray()] : null;

    /// <summary>Reads one element of a list.</summary>
    /// <returns>Null when it is nothing, or does not fit.</returns>
    public static T? ReadOne<T>(JsonElement element, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return element.Deserialize(type);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A text of a result.</summary>
    /// <returns>Null when it is not there.</returns>
    public static string? Text(SlackAnswer answer, params ReadOnlySpan<string> path)
    {
        if (answer is not SlackAnswer.Done { Result: var element })
            return null;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>A text without the tokens.</summary>
    /// <param name="text">Any text.</param>
    public string Masked(string text) => (appToken is null ? text : text.Replace(appToken, "<token>", StringComparison.Ordinal)).Replace(botToken, "<token>", StringComparison.Ordinal);

    public void Dispose() => http.Dispose();

    private async ValueTask<SlackAnswer> PostAsync(Uri place, PlatformRequestBody body, string? token, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, place) { Content = body };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var late = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(response, either.Token);
        }
        catch (Exception e) when (IsNetwork(e))
        {
            var why = Explain(e, cancellationToken);
            return body.HasLeft ? new SlackAnswer.Lost(why) : new SlackAnswer.NotSent(why);
        }
    }

    private static async Task<SlackAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var after = response.Headers.RetryAfter?.Delta;
        if (status == 429)
            return new SlackAnswer.Refused("ratelimited", after ?? TimeSpan.FromSeconds(30));
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[32 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (bytes.Length + read > MaximumAnswer)
                return new SlackAnswer.Lost("the answer is too long");
            bytes.Write(buffer, 0, read);
        }

        if (Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)) is not { } envelope)
        {
            // A refusal by something on the way, such as a proxy, came before Slack; an error of a server or a page may have come after it.
            var what = string.Create(CultureInfo.InvariantCulture, $"the server answered with HTTP {status} and not as Slack does");
            return status is >= 300 and < 500 ? new SlackAnswer.NotSent(what, after) : new SlackAnswer.Lost(what);
        }

        if (envelope.GetProperty("ok").GetBoolean())
        {
            var scopes = response.Headers.TryGetValues("x-oauth-scopes", out var values) ? string.Join(',', values).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : null;
            return new SlackAnswer.Done(envelope, scopes);
        }

        return new SlackAnswer.Refused(Field(envelope, "error") ?? "an error without a name", after, Field(envelope, "needed"));
    }

    private static string? Field(JsonElement envelope, string name) => envelope.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("ok", out var ok) && ok.ValueKind is JsonValueKind.True or JsonValueKind.False ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsNetwork(Exception error) => error is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException or UriFormatException;

    private string Explain(Exception error, CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested ? "it was given up" : Masked(PlatformFailure.Explain(error));
}
