using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LurkBot.Tests.Sandboxes;
using LurkBot.Tools;
using LurkBot.Web;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Tools;

/// <summary>Pages from a server on 127.0.0.2, which the tests take for the internet; 127.0.0.1 stays what it is.</summary>
public sealed class WebFetchTests : IDisposable
{
    private readonly PageServer server = new();

    private string Server => server.Address;

    public void Dispose() => server.Dispose();

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::127.0.0.1", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:1::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    public void PublicAddress_EachKind_IsToldApart(string address, bool expected) => Assert.Equal(expected, PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://2130706433:1/")]
    [InlineData("http://0x7f.1:1/")]
    [InlineData("http://0177.0.0.1:1/")]
    [InlineData("http://localhost:1/")]
    [InlineData("http://[::1]:1/")]
    [InlineData("http://[::ffff:127.0.0.1]:1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    public async Task Fetch_ThisMachineHoweverWritten_IsRefused(string address) =>
        Assert.Contains("not on the internet", await RefusedAsync(new WebFetcher(TimeProvider.System), address), StringComparison.Ordinal);

    [Theory]
    [InlineData("file:///etc/passwd", "Only http and https")]
    [InlineData("gopher://example.org/", "Only http and https")]
    [InlineData("http://user:password@127.0.0.2/", "a name or a password in it")]
    [InlineData("http://user@127.0.0.2/", "a name or a password in it")]
    [InlineData("example", "That is no address")]
    public async Task Fetch_OtherAddresses_AreRefused(string address, string expected)
    {
        Assert.Contains(expected, await RefusedAsync(Fetcher(), address), StringComparison.Ordinal);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Fetch_RedirectToThisMachine_IsRefusedWithoutConnecting()
    {
        using var inner = new TcpListener(IPAddress.Loopback, 0);
        inner.Start();
        server.Answer = _ => $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{((IPEndPoint)inner.LocalEndpoint).Port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        Assert.Contains("not on the internet", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
        Assert.False(inner.Pending());
        server.Answer = _ => "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        Assert.Contains("Only http", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
        server.Answer = _ => "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        Assert.Contains("on and on", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_NameThatChangesItsAddress_IsLookedAtAgainForEachConnection()
    {
        var looks = 0;
        Task<IPAddress[]> Resolve(string name, CancellationToken cancellationToken) => Task.FromResult(looks++ == 0 ? new[] { PageServer.Internet } : [IPAddress.Loopback]);
        server.Answer = _ => "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n";
        Assert.Contains("not on the internet", await RefusedAsync(new WebFetcher(TimeProvider.System, Resolve, address => address.Equals(PageServer.Internet)), $"http://rebind.example:{server.Port}/"), StringComparison.Ordinal);
        Assert.Equal(2, looks);
        Assert.Single(server.Asked);
        Task<IPAddress[]> Both(string name, CancellationToken cancellationToken) => Task.FromResult(new[] { PageServer.Internet, IPAddress.Loopback });
        await RefusedAsync(new WebFetcher(TimeProvider.System, Both, address => address.Equals(PageServer.Internet)), $"http://both.example:{server.Port}/");
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Fetch_SystemHasAProxy_AsksTheServerItself()
    {
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyOf("proxied.example", server.Address);
        try
        {
            server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nhello";
            await CallAsync(new WebFetcher(TimeProvider.System, (_, _) => Task.FromResult(new[] { PageServer.Internet }), address => address.Equals(PageServer.Internet)), $"http://proxied.example:{server.Port}/x");
            Assert.StartsWith("GET /x HTTP/1.1\r\n", Assert.Single(server.Asked), StringComparison.Ordinal);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Theory]
    [InlineData("", "leads on to an address that is none")]
    [InlineData("Location: http://[half\r\n", "leads on to an address that is none")]
    [InlineData("Location: //[half\r\n", "leads on to an address that is none")]
    [InlineData("Location: http://\r\n", "leads on to an address that is none")]
    [InlineData("Location: \r\n", "leads on to an address that is none")]
    [InlineData("Location: http://127.0.0.2:0/\r\n", "cannot be fetched")]
    [InlineData("Location: http://user:password@127.0.0.2/\r\n", "a name or a password in it")]
    public async Task Fetch_BrokenRedirect_IsRefused(string header, string expected)
    {
        server.Answer = _ => $"HTTP/1.1 302 Found\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n";
        Assert.Contains(expected, await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Theory]
    [InlineData("; charset=windows-1251", "windows-1251", "")]
    [InlineData("; charset=\"ISO-8859-5\"", "iso-8859-5", "")]
    [InlineData("", "windows-1251", "<META http-equiv=content-type content='text/html; charset=windows-1251'>")]
    [InlineData("", "koi8-r", "<meta charset=koi8-r>")]
    [InlineData("; charset=utf-8", "utf-8", "<meta charset=koi8-r>")]
    [InlineData("; charset=made-up", "utf-8", "")]
    [InlineData("", "utf-8", "<meta charset=>")]
    [InlineData("", "utf-16", "")]
    public async Task Fetch_CharacterSet_IsTheServersElseThePages(string header, string encoding, string head)
    {
        server.Answer = _ => $"HTTP/1.1 200 OK\r\nContent-Type: text/html{header}\r\nConnection: close\r\n\r\n";
        var encoded = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        server.Body = [.. encoded.GetPreamble(), .. encoded.GetBytes($"<html><head>{head}</head><body><p>Привет</p>")];
        Assert.EndsWith("\n\nПривет", await CallAsync(Fetcher(), Server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Fetch_PackedPage_IsUnpackedUpToTheSameSize(string way)
    {
        server.Body = Packed(Encoding.ASCII.GetBytes("hello"), way);
        server.Answer = _ => $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: {way}\r\nConnection: close\r\n\r\n";
        Assert.EndsWith("\n\nhello", await CallAsync(Fetcher(), Server), StringComparison.Ordinal);
        server.Body = Packed(new byte[64 << 20], way);
        Assert.InRange(server.Body.Length, 1, 100_000);
        var bomb = await CallAsync(Fetcher(), Server);
        Assert.InRange(bomb.Length, 2 << 20, (2 << 20) + 200);
        Assert.EndsWith("[cut: the page is too large]", bomb, StringComparison.Ordinal);
        server.Body = [.. Enumerable.Repeat((byte)0xFF, 100)];
        Assert.Contains("not packed as it says", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
        // Half of one is as much as came.
        server.Body = Packed(Encoding.ASCII.GetBytes(Guid.NewGuid().ToString()), way)[..20];
        Assert.Contains(Server, await CallAsync(Fetcher(), Server), StringComparison.Ordinal);
        server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: compress\r\nConnection: close\r\n\r\n";
        Assert.Contains("cannot be unpacked (compress)", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
    }

    /// <summary>In a network of the test's own, where this machine has an address of the internet.</summary>
    [Fact(Skip = "It takes root, bubblewrap, slirp4netns, ip and /dev/net/tun.", SkipUnless = nameof(PretendedInternet.IsThere), SkipType = typeof(PretendedInternet))]
    public void Fetch_ThisMachinesPublicAddress_IsRefused() => PretendedInternet.Run(opensDevice: false, () =>
    {
        string Fetched(string address, int port = PretendedInternet.Port)
        {
            using var process = ChildProcess.Start("dotnet", [ChildProcess.Suite, "--fetch", $"http://{address}:{port}/"]);
            return process.FinishAsync().GetAwaiter().GetResult().Output;
        }

        Assert.Contains("not on the internet", Fetched(PretendedInternet.Own), StringComparison.Ordinal);
        Assert.Contains("not on the internet", Fetched($"[::ffff:{PretendedInternet.Own}]"), StringComparison.Ordinal);
        Assert.Contains("refused", Fetched(PretendedInternet.Public, port: 1), StringComparison.Ordinal);
    });

    [Fact]
    public async Task Fetch_EndlessOrBinaryPage_IsCutOrRefused()
    {
        server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" + new string('x', 200_000);
        var cut = await CallAsync(new WebFetcher(TimeProvider.System, isAllowed: address => address.Equals(PageServer.Internet)) { MaximumBody = 1000 }, Server);
        Assert.EndsWith(new string('x', 1000) + "\n[cut: the page is too large]", cut, StringComparison.Ordinal);
        server.Answer = _ => "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
        Assert.Contains("is no text (image/png)", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_Page_IsItsText()
    {
        const string Html = """
            <!doctype html><html><head><title>T</title><style>x{}</style></head><body><script>alert("<p>no")</script>
            <h1>Head &amp; <b>line</b></h1><p>One   <a href="/two?a=1&amp;b=2" title="a > b">two</a>.</p><ul><li>first<li>second</ul><!-- no --><pre>a
              b</pre><p>5 < 6</p><a href="javascript:no()">plain</a>
            """;
        server.Answer = request => $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n{Html}";
        var text = await CallAsync(Fetcher(), Server + "/one");
        Assert.Equal($"{Server}/one (HTTP 200)\n\n# Head & line\n\nOne [two]({Server}/two?a=1&b=2).\n\n- first\n\n- second\n\n```\na\n  b\n```\n\n5 < 6\n\nplain", text);
    }

    private static byte[] Packed(byte[] content, string way)
    {
        using var packed = new MemoryStream();
        using (Stream packing = way switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal),
            "br" => new BrotliStream(packed, CompressionLevel.Optimal),
            _ => new ZLibStream(packed, CompressionLevel.Optimal),
        })
            packing.Write(content);
        return packed.ToArray();
    }

    private static WebFetcher Fetcher() => new(TimeProvider.System, isAllowed: address => address.Equals(PageServer.Internet));

    private static async Task<string> CallAsync(WebFetcher fetcher, string address)
    {
        using (fetcher)
            return (await new WebFetchTool(() => fetcher, HtmlText.Read).InvokeAsync(new AIFunctionArguments(StringComparer.Ordinal) { ["url"] = address }))!.ToString()!;
    }

    private static async Task<string> RefusedAsync(WebFetcher fetcher, string address) => (await Assert.ThrowsAsync<ToolRefusedException>(() => CallAsync(fetcher, address))).Message;

    private sealed class ProxyOf(string host, string proxy) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => new(proxy);

        public bool IsBypassed(Uri host1) => !string.Equals(host1.Host, host, StringComparison.Ordinal);
    }
}
