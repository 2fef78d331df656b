using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LurkBot.Doors;
using LurkBot.Gateway;
using LurkBot.Planning;

namespace LurkBot.Cli.Remote;

/// <summary>Speaks with the gateway of a home.</summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>The host that is named on a socket.</summary>
    private const string SocketHost = "lurkbot";

    /// <summary>A gateway on this machine greets at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly HttpClient http;
    private readonly GatewayToken token;
    private readonly AssistantServices services;
    private readonly Lock gate = new();
    private WireHello? known;
    private string? change;

    private GatewayClient(GatewayAddress address, GatewayToken token, AssistantServices services)
    {
        (this.token, this.services, Address) = (token, services, address.ToString());
        http = Connect(address);
    }

    /// <summary>Where the gateway is.</summary>
    public string Address { get; }

    /// <summary>The settings that differ from this process's.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    /// <summary>The version of this program.</summary>
    public static string Version { get; } = typeof(GatewayClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Finds the gateway that runs for a home and has the same settings.</summary>
    /// <param name="services">The settings of this process.</param>
    /// <param name="options">Where the gateway listens.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>The gateway, or null; and why one that runs is not used.</returns>
    public static async Task<(GatewayClient? Client, string? Why)> FindAsync(AssistantServices services, GatewayOptions options, CancellationToken cancellationToken)
    {
        var (client, why) = await FindAnyAsync(services, options, cancellationToken);
        if (client is null || why is null)
            return (client, why);
        client.Dispose();
        return (null, why);
    }

    /// <summary>Finds the gateway that runs for a home, whatever its version and settings.</summary>
    /// <param name="services">The settings of this process.</param>
    /// <param name="options">Where the gateway listens.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>The gateway, or null when what answers is not this home's; and why chats do not use it.</returns>
    public static async Task<(GatewayClient? Client, string? Why)> FindAnyAsync(AssistantServices services, GatewayOptions options, CancellationToken cancellationToken)
    {
        if (GatewayToken.Find(options, services.Options.Home) is not { } token)
            return (null, null);
        foreach (var address in GatewayAddress.Of(options, services.Options.Home))
        {
            if (address.SocketPath is { } path && !File.Exists(path))
                continue;
            var client = new GatewayClient(address, token, services);
            var (isThere, isOurs, why) = await client.GreetAsync(cancellationToken);
            if (isOurs)
                return (client, why);
            client.Dispose();
            if (isThere)
                return (null, why);
        }

        return (null, null);
    }

    /// <summary>Each connection shows who answers: a gateway may have been restarted in between.</summary>
    /// <returns>What the person should know of it, once; null for nothing new.</returns>
    public string? TakeChange()
    {
        lock (gate)
        {
            var news = change;
            change = null;
            return news;
        }
    }

    /// <summary>Reads something.</summary>
    /// <exception cref="LurkBotException">It was refused, or the gateway is gone.</exception>
    public Task<TReply> GetAsync<TReply>(string path, JsonTypeInfo<TReply> type, CancellationToken cancellationToken) =>
        ReadAsync(cancellation => http.GetAsync(path, cancellation), type, cancellationToken);

    /// <summary>Asks for something.</summary>
    /// <exception cref="LurkBotException">It was refused, or the gateway is gone.</exception>
    public Task<TReply> PostAsync<TRequest, TReply>(string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken) =>
        ReadAsync(cancellation => http.PostAsJsonAsync(path, request, requestType, cancellation), replyType, cancellationToken);

    /// <summary>Opens a stream of events.</summary>
    /// <exception cref="LurkBotException">It was refused.</exception>
    /// <exception cref="HttpRequestException">The gateway is gone.</exception>
    public async Task<Stream> StreamAsync(string path, CancellationToken cancellationToken)
    {
        var response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return await response.Content.ReadAsStreamAsync(cancellationToken);
        using (response)
            throw await ErrorAsync(response, cancellationToken);
    }

    /// <summary>The gateway cannot be reached any more.</summary>
    public GatewayGoneException Gone(Exception? cause) => new(Address, cause);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<TReply> ReadAsync<TReply>(Func<CancellationToken, Task<HttpResponseMessage>> ask, JsonTypeInfo<TReply> type, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await ask(cancellationToken);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                throw Gone(null);
            if (!response.IsSuccessStatusCode)
                throw await ErrorAsync(response, cancellationToken);
            return await response.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw Gone(null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw Gone(e);
        }
    }

    private HttpClient Connect(GatewayAddress address)
    {
        var home = address.Address ?? new Uri($"http://{SocketHost}/");
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectTimeout = Patience,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var (stream, hello) = await ProvenConnection.OpenAsync(address, home.Authority, token, cancellationToken);
                See(hello);
                return stream;
            },
        };
        return new HttpClient(handler) { BaseAddress = home, Timeout = Timeout.InfiniteTimeSpan, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token.Text) } };
    }

    private void See(WireHello hello)
    {
        lock (gate)
        {
            var (before, now) = (known is null ? null : Difference(known), Difference(hello));
            if (known is not null && !string.Equals(before, now, StringComparison.Ordinal))
                change = now is null ? "The gateway was restarted and has the settings of this chat again." : $"The gateway was restarted. {now}; this chat goes on with the gateway's. To use your own, leave the chat and begin it again.";
            known = hello;
        }
    }

    /// <summary>What of a gateway is other than here.</summary>
    /// <returns>Null for nothing.</returns>
    private string? Difference(WireHello hello)
    {
        if (!string.Equals(hello.Version, Version, StringComparison.Ordinal))
            return $"The gateway at {Address} is version {hello.Version}, and this is {Version}";
        if (!IsOurs(hello))
            return $"The gateway at {Address} serves another home";
        var different = DifferencesOf(hello);
        return different.Count == 0 ? null : $"The gateway at {Address} has other settings ({string.Join(", ", different)})";
    }

    private bool IsOurs(WireHello hello) => string.Equals(hello.Home, GatewayIdentity.HomeOf(services), StringComparison.Ordinal);

    private IReadOnlyList<string> DifferencesOf(WireHello hello)
    {
        var own = token.Fingerprint(services.Configuration);
        return [.. own.Keys.Union(hello.Settings.Keys, StringComparer.Ordinal)
            .Where(name => !own.TryGetValue(name, out var mine) || !hello.Settings.TryGetValue(name, out var theirs) || !string.Equals(mine, theirs, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static async Task<LurkBotException> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        WireError? told = null;
        try
        {
            told = await response.Content.ReadFromJsonAsync(WireJson.Default.WireError, cancellationToken);
        }
        catch (JsonException)
        {
            // Not ours: the status alone tells.
        }

        return told?.ToException() ?? new LurkBotException(string.Create(CultureInfo.InvariantCulture, $"The gateway answered {(int)response.StatusCode} {response.ReasonPhrase}."));
    }

    /// <summary>Compares home, version and settings with the gateway's.</summary>
    /// <returns>Whether something answers, whether it is this home's gateway, and why chats do not use it.</returns>
    private async Task<(bool IsThere, bool IsOurs, string? Why)> GreetAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            if (await http.GetFromJsonAsync("/api/hello?nonce=settings", WireJson.Default.WireHello, patience.Token) is not { } hello)
                return (true, false, $"What listens at {Address} is not this home's gateway");
            if (!IsOurs(hello))
                return (true, false, $"The gateway at {Address} serves another home");
            Differences = DifferencesOf(hello);
            return (true, true, Difference(hello));
        }
        catch (HttpRequestException e) when (e.InnerException is UnprovenGatewayException)
        {
            return (true, false, $"What listens at {Address} does not know the token of this home");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (false, false, null);
        }
    }
}
