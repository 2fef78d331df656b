using System.Net;
using System.Net.Sockets;
using LurkBot.Sandboxes;

namespace LurkBot.Tools;

/// <summary>
/// Fetches pages from the internet and from nowhere else: each connection, after a redirect too, goes to an address that was just
/// looked at, so that no name can lead to this machine or its networks.
/// </summary>
internal sealed class WebFetcher : IDisposable
{
    private const int MostRedirects = 5;

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly Func<IPAddress, bool> isAllowed;
    private readonly HttpClient client;
    private readonly TimeProvider time;

    /// <summary>Makes one.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="resolve">Finds the addresses of a name; null asks the system.</param>
    /// <param name="isAllowed">Which addresses may be connected to; null for those of the internet.</param>
    public WebFetcher(TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, Func<IPAddress, bool>? isAllowed = null)
    {
        (this.time, this.resolve, this.isAllowed) = (time, resolve ?? Dns.GetHostAddressesAsync, isAllowed ?? (address => PublicAddress.Is(address) && !IsOwn(address)));
        client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            // A proxy would resolve names itself.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            MaxResponseHeadersLength = 64,
            // A connection that is kept is not looked at again.
            PooledConnectionLifetime = TimeSpan.Zero,
        })
        { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "LurkBot");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html,text/plain,application/json;q=0.9,*/*;q=0.5");
    }

    /// <summary>How long one fetch may take.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of a body, unpacked.</summary>
    /// <value>Default: 2 MiB.</value>
    public int MaximumBody { get; init; } = 2 << 20;

    public void Dispose() => client.Dispose();

    /// <summary>Fetches a page.</summary>
    /// <param name="address">Its address; http or https.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolRefusedException">It may not be fetched, or cannot be.</exception>
    public async Task<WebPage> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                Check(address);
                using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                    return await ReadAsync(address, response, either.Token);
                if (response.Headers.Location is not { } location || !Uri.TryCreate(address, location, out var next))
                    throw new ToolRefusedException($"{address} leads on to an address that is none (HTTP {(int)response.StatusCode}).");
                if (redirects == MostRedirects)
                    throw new ToolRefusedException("The page leads on and on.");
                address = next;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolRefusedException($"{address} took too long.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw e.GetBaseException() as ToolRefusedException ?? new ToolRefusedException($"{address} cannot be fetched: {e.GetBaseException().Message}", e);
        }
    }

    /// <summary>Whether an address is one of this machine's: a public one leads to what listens here all the same.</summary>
    private static bool IsOwn(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return SandboxNetwork.Own().Any(own => own.GetAddressBytes().AsSpan().SequenceEqual(address.GetAddressBytes()));
    }

    private static void Check(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new ToolRefusedException("Only http and https addresses can be fetched.");
        if (address.UserInfo.Length > 0)
            throw new ToolRefusedException("An address with a name or a password in it is not fetched.");
    }

    private async Task<WebPage> ReadAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // What the client can unpack it has taken from the list.
        if (response.Content.Headers.ContentEncoding.Count > 0)
            throw new ToolRefusedException($"{address} is packed in a way that cannot be unpacked ({string.Join(", ", response.Content.Headers.ContentEncoding)}).");
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count; body.Length < MaximumBody && (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
                body.Write(buffer, 0, (int)Math.Min(count, MaximumBody - body.Length));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // The second is Brotli's.
            throw new ToolRefusedException($"{address} cannot be read: it is not packed as it says.", e);
        }

        return new(address, (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentType?.CharSet, body.ToArray(), body.Length >= MaximumBody);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, address => isAllowed(address)))
            throw new ToolRefusedException($"{host} is not on the internet but on this machine or in its networks, which tools do not reach.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
