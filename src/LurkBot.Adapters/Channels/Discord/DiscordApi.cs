using System.Collections.Concurrent;
using System.Text.Json;
using LurkBot.Channels.Wire;
using LurkBot.Text;

namespace LurkBot.Channels;

/// <summary>
/// Makes requests to Discord's API, each once and within its rate limits, and tells what became of them; never throws for what a network or a server does.
/// The token stays inside. Thread-safe.
/// </summary>
internal sealed class DiscordApi : IDisposable
{
    /// <summary>Discord's own API.</summary>
    public const string Address = "https://discord.com/api";

    private const int MaximumAnswer = 32 << 20, KeptGates = 4096;
    private const string Agent = "DiscordBot (https://github.com/lurkbot/lurkbot, 1.0)";

    private readonly HttpClient http;
    private readonly string token;
    private readonly string address;
    private readonly TimeProvider time;
    private readonly DiscordLimits limits;
    private readonly ConcurrentDictionary<DiscordRoute, SemaphoreSlim> gates = new();
    private volatile bool isUnauthorized;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="token">The bot's token.</param>
    /// <param name="baseUrl">The server; null for Discord's own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="transport">Carries the requests; null for sockets.</param>
    public DiscordApi(string token, Uri? baseUrl, TimeProvider time, HttpMessageHandler? transport = null)
    {
        (this.token, this.time, BaseUrl) = (token, time, baseUrl);
        limits = new DiscordLimits(new SteadyTime(time));
        address = (baseUrl?.GetLeftPart(UriPartial.Path) ?? Address).TrimEnd('/') + "/v10";
        http = PlatformHttp.Create(transport);
    }

    /// <summary>The server; null for Discord's own.</summary>
    public Uri? BaseUrl { get; }

    /// <summary>Told until when Discord wants us to wait.</summary>
    public Action<DateTimeOffset> OnFlood { get; set; } = static _ => { };

    /// <summary>The token, for the gateway.</summary>
    public string Token => token;

    /// <summary>Makes a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path below the version.</param>
    /// <param name="body">Its body; null only for GET and PUT without one.</param>
    /// <param name="patience">How long it may wait for its place, and how long for its answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What became of it; of one that was given up too.</returns>
    public async ValueTask<DiscordAnswer> CallAsync(HttpMethod method, string path, PlatformRequestBody? body, DiscordPatience patience, CancellationToken cancellationToken)
    {
        var route = DiscordRoute.Of(method, path);
        // A token that was refused is tried again by asking who the bot is, and by nothing else (CHANNELS D19).
        if (isUnauthorized && !route.IsInteraction && !path.StartsWith("/users/@me", StringComparison.Ordinal))
            return new DiscordAnswer.NotSent("Discord does not know the token");
        if (gates.Count >= KeptGates)
            gates.Clear();
        var gate = gates.GetOrAdd(route, static _ => new SemaphoreSlim(1, 1));
        try
        {
            if (!await EnterAsync(gate, patience.Place, cancellationToken))
                return new DiscordAnswer.NotSent("other requests to Discord come first", patience.Place);
            try
            {
                if (await WaitAsync(route, patience.Place, cancellationToken) is { } wait)
                    return new DiscordAnswer.NotSent("Discord allows no more requests for now", wait);
                return await SendAsync(method, path, route, body, patience.Answer, cancellationToken);
            }
            finally
            {
                gate.Release();
            }
        }
        catch (OperationCanceledException)
        {
            return new DiscordAnswer.NotSent("it was given up before it was sent");
        }
    }

    /// <summary>Opens a file; the token is not shown to its server.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when the server cannot be reached.</returns>
    public async ValueTask<HttpResponseMessage?> OpenFileAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", Agent);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>A text without the token.</summary>
    /// <param name="text">Any text.</param>
    public string Masked(string text) => text.Replace(token, "<token>", StringComparison.Ordinal);

    public void Dispose() => http.Dispose();

    private async ValueTask<bool> EnterAsync(SemaphoreSlim gate, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (gate.Wait(TimeSpan.Zero, cancellationToken))
            return true;
        if (longest <= TimeSpan.Zero)
            return false;
        using var late = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await gate.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async ValueTask<TimeSpan?> WaitAsync(DiscordRoute route, TimeSpan longest, CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); limits.Take(route) is { } wait;)
        {
            if (time.GetElapsedTime(began) + wait > longest)
                return wait;
            // A delay of less than a millisecond is none.
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }

        return null;
    }

    private async ValueTask<DiscordAnswer> SendAsync(HttpMethod method, string path, DiscordRoute route, PlatformRequestBody? body, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, address + path) { Content = body };
        message.Headers.TryAddWithoutValidation("User-Agent", Agent);
        // What an interaction brings with it is its own key.
        var hasToken = !route.IsInteraction && !path.StartsWith("/webhooks/", StringComparison.Ordinal);
        if (hasToken)
            message.Headers.TryAddWithoutValidation("Authorization", $"Bot {token}");
        try
        {
            using var late = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            limits.Note(route, response.Headers);
            return await ReadAsync(response, route, hasToken, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException or UriFormatException)
        {
            var why = Explain(e, cancellationToken);
            return body is null || body.HasLeft ? new DiscordAnswer.Lost(why) : new DiscordAnswer.NotSent(why);
        }
    }

    private async Task<DiscordAnswer> ReadAsync(HttpResponseMessage response, DiscordRoute route, bool hasToken, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status == 204)
            return Known(new DiscordAnswer.Done(null), hasToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[32 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (bytes.Length + read > MaximumAnswer)
                return new DiscordAnswer.Lost("the answer is too long");
            bytes.Write(buffer, 0, read);
        }

        var json = Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        if (status is >= 200 and < 300)
            return json is null && bytes.Length > 0 ? new DiscordAnswer.Lost("the answer is not JSON") : Known(new DiscordAnswer.Done(json), hasToken);
        var fault = json is { ValueKind: JsonValueKind.Object } ? new DiscordAnswer.Done(json).Read(DiscordJson.Default.DiscordFault) : null;
        if (status == 429)
            return Flooded(response, fault, route);
        if (status is 401 or 403)
            limits.CountInvalid();
        // What an interaction brings with it expires by itself, and says nothing about the token.
        if (status == 401 && hasToken && fault is not null)
            isUnauthorized = true;
        if (status >= 500)
            return new DiscordAnswer.Lost($"the server answered with HTTP {status}");
        if (fault is null)
            return status == 413 ? new DiscordAnswer.Refused(status, 0, "Request Entity Too Large") : new DiscordAnswer.NotSent($"the server answered with HTTP {status} and not as Discord does", response.Headers.RetryAfter?.Delta);
        return new DiscordAnswer.Refused(status, fault.Code, Shown(fault));
    }

    private DiscordAnswer.Done Known(DiscordAnswer.Done answer, bool hasToken)
    {
        isUnauthorized &= !hasToken;
        return answer;
    }

    private DiscordAnswer.Refused Flooded(HttpResponseMessage response, DiscordFault? fault, DiscordRoute route)
    {
        var isShared = response.Headers.TryGetValues("X-RateLimit-Scope", out var scopes) && scopes.FirstOrDefault() == "shared";
        if (!isShared)
            limits.CountInvalid();
        var after = fault?.RetryAfter is { } seconds && double.IsFinite(seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 365 * 86_400d)) : response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(5);
        // A page of something on the way stops everything: it is not about one route.
        OnFlood(limits.Flood(route, after, fault is null || fault.Global));
        return new DiscordAnswer.Refused(429, fault?.Code ?? 0, "Discord asked to wait", after);
    }

    /// <summary>Discord's words, with the first that is wrong in a form; what a person wrote does not stand there.</summary>
    private string Shown(DiscordFault fault)
    {
        var text = Masked(TerminalText.Sanitize(fault.Message ?? "", keepNewlines: false));
        if (fault is { Code: 50035, Errors: { } errors } && FirstOf(errors, "") is { } first)
            text += ": " + Masked(TerminalText.Sanitize(first, keepNewlines: false));
        return text.Length <= 300 ? text : text[..300];
    }

    private static string? FirstOf(JsonElement errors, string path)
    {
        if (errors.ValueKind != JsonValueKind.Object || path.Length > 200)
            return null;
        foreach (var property in errors.EnumerateObject())
        {
            if (property.Name == "_errors" && property.Value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 && list[0] is { ValueKind: JsonValueKind.Object } error)
                return $"{path} {(error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : "")}".Trim();
            if (FirstOf(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}") is { } found)
                return found;
        }

        return null;
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 128 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string Explain(Exception error, CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested ? "it was given up" : Masked(PlatformFailure.Explain(error));
}
