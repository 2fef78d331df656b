using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Telegram.Bot;
using Telegram.Bot.Requests;

namespace LurkBot.Channels;

/// <summary>Makes requests to the Bot API, each once, and tells what became of them; never throws for what a network or a server does. The token stays inside. Thread-safe.</summary>
internal sealed class TelegramApi : IDisposable
{
    private const int MaximumAnswer = 16 << 20;
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 512 };

    private readonly HttpClient http;
    private readonly string token;
    private readonly string tokenInPath;
    private readonly string address;
    private readonly TimeProvider time;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="token">The bot's token.</param>
    /// <param name="baseUrl">The server; null for Telegram's own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="transport">Carries the requests; null for sockets.</param>
    public TelegramApi(string token, Uri? baseUrl, TimeProvider time, HttpMessageHandler? transport = null)
    {
        this.token = token;
        this.time = time;
        tokenInPath = Uri.EscapeDataString(token).Replace("%3A", ":", StringComparison.Ordinal);
        address = (baseUrl?.GetLeftPart(UriPartial.Path) ?? "https://api.telegram.org").TrimEnd('/');
        http = PlatformHttp.Create(transport);
    }

    /// <summary>Makes a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it; of one that was given up too.</returns>
    public async ValueTask<TelegramAnswer> CallAsync<T>(RequestBase<T> request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var body = new PlatformRequestBody(PlatformRequestBody.Json(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), JsonBotAPI.Options)));
        return await PostAsync(request.MethodName, body, limit, cancellationToken);
    }

    /// <summary>Makes a request that uploads a file.</summary>
    /// <param name="method">The method.</param>
    /// <param name="fields">Its parameters but the file; objects as JSON.</param>
    /// <param name="file">The parameter that is the file, its name and its bytes.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it; of one that was given up too.</returns>
    public async ValueTask<TelegramAnswer> UploadAsync(string method, IEnumerable<(string Name, string Value)> fields, (string Field, string Name, ReadOnlyMemory<byte> Content) file, TimeSpan limit, CancellationToken cancellationToken)
    {
        var form = new MultipartFormDataContent();
        foreach (var (parameter, value) in fields)
            form.Add(new StringContent(value) { Headers = { ContentType = null } }, parameter);
        form.Add(PlatformRequestBody.File(file.Field, file.Name, file.Content));
        using var body = new PlatformRequestBody(form);
        return await PostAsync(method, body, limit, cancellationToken);
    }

    private async ValueTask<TelegramAnswer> PostAsync(string method, PlatformRequestBody body, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{address}/bot{tokenInPath}/{method}") { Content = body };
        try
        {
            using var late = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(response, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException or UriFormatException)
        {
            var why = Explain(e, cancellationToken);
            return body.HasLeft ? new TelegramAnswer.Lost(why) : new TelegramAnswer.NotSent(why);
        }
    }

    /// <summary>Opens a file of the server.</summary>
    /// <param name="path">What Telegram calls its path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the server cannot be reached.</returns>
    public async ValueTask<HttpResponseMessage?> OpenFileAsync(string path, CancellationToken cancellationToken)
    {
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        try
        {
            return await http.GetAsync($"{address}/file/bot{tokenInPath}/{escaped}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Reads a result as one of the library's types.</summary>
    /// <returns>Null when it does not fit.</returns>
    public static T? Read<T>(TelegramAnswer answer)
        where T : class
    {
        try
        {
            return answer is TelegramAnswer.Done done ? done.Result.Deserialize<T>(JsonBotAPI.Options) : null;
        }
        catch (Exception e) when (IsMisfit(e))
        {
            return null;
        }
    }

    /// <summary>Whether an exception says that a text of the server is not what it should be.</summary>
    public static bool IsMisfit(Exception error) =>
        error is JsonException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException or OverflowException or KeyNotFoundException;

    /// <summary>Whether the server keeps this bot's files at that place of this machine, as a local Bot API server does.</summary>
    /// <param name="path">An absolute path.</param>
    public bool IsOwnFolder(string path)
    {
        var parts = path.Split('/', '\\');
        return !parts.Contains("..") && Array.Exists(parts, part => part == token || part == token.Replace(':', '~'));
    }

    /// <summary>A text without the token.</summary>
    /// <param name="text">Any text.</param>
    public string Masked(string text) => text.Replace(token, "<token>", StringComparison.Ordinal).Replace(tokenInPath, "<token>", StringComparison.OrdinalIgnoreCase);

    public void Dispose() => http.Dispose();

    private async Task<TelegramAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new MemoryStream();
        var buffer = new byte[32 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (bytes.Length + read > MaximumAnswer)
                return new TelegramAnswer.Lost("the answer is too long");
            bytes.Write(buffer, 0, read);
        }

        if (!TryParse(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length), out var envelope))
        {
            // A refusal by something on the way, such as a proxy, came before Telegram; an error of a server or a page may have come after it.
            var what = $"the server answered with HTTP {status} and not as Telegram does";
            if (status == 413)
                return new TelegramAnswer.Refused(status, "Request Entity Too Large", null, null);
            return status is >= 300 and < 500 ? new TelegramAnswer.NotSent(what, response.Headers.RetryAfter?.Delta) : new TelegramAnswer.Lost(what);
        }

        if (envelope.GetProperty("ok").GetBoolean())
            return envelope.TryGetProperty("result", out var result) ? new TelegramAnswer.Done(result) : new TelegramAnswer.Lost("the answer has no result");
        var parameters = envelope.TryGetProperty("parameters", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        return new TelegramAnswer.Refused(
            (int)(Number(envelope, "error_code") ?? status),
            Masked(envelope.TryGetProperty("description", out var text) && text.ValueKind == JsonValueKind.String ? Shown(text) : ""),
            Number(parameters, "retry_after") is { } seconds and >= 0 and <= 365 * 86400 ? TimeSpan.FromSeconds(seconds) : null,
            Number(parameters, "migrate_to_chat_id"));
    }

    private static string Shown(JsonElement text)
    {
        try
        {
            var shown = LurkBot.Text.TerminalText.Sanitize(text.GetString() ?? "", keepNewlines: false);
            return shown.Length <= 300 ? shown : shown[..300];
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate.
            return "";
        }
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out JsonElement envelope)
    {
        envelope = default;
        try
        {
            using var document = JsonDocument.Parse(text, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("ok", out var ok) || ok.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                return false;
            envelope = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static long? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private string Explain(Exception error, CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested ? "it was given up" : Masked(PlatformFailure.Explain(error));
}
