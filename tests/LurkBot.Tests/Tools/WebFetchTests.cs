using System.Net;
using System.Net.Sockets;
using System.Text;
using LurkBot.Tools;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Tools;

/// <summary>Pages from a server on 127.0.0.2, which the tests take for the internet; 127.0.0.1 stays what it is.</summary>
public sealed class WebFetchTests : IDisposable
{
    private static readonly IPAddress Internet = IPAddress.Parse("127.0.0.2");

    private readonly TcpListener listener = new(Internet, 0);
    private readonly List<string> asked = [];
    private Func<string, string> answer = _ => "";

    public WebFetchTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no 127.0.0.2.");
        listener.Start();
        _ = ServeAsync();
    }

    private string Server => $"http://{listener.LocalEndpoint}";

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

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
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.org/")]
    [InlineData("http://user:password@example.org/")]
    [InlineData("example")]
    public async Task Fetch_OtherAddresses_AreRefused(string address)
    {
        await RefusedAsync(Fetcher(), address);
        Assert.Empty(asked);
    }

    [Fact]
    public async Task Fetch_RedirectToThisMachine_IsRefusedWithoutConnecting()
    {
        using var inner = new TcpListener(IPAddress.Loopback, 0);
        inner.Start();
        answer = _ => $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{((IPEndPoint)inner.LocalEndpoint).Port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        Assert.Contains("not on the internet", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
        Assert.False(inner.Pending());
        answer = _ => "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        Assert.Contains("Only http", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
        answer = _ => "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        Assert.Contains("on and on", await RefusedAsync(Fetcher(), Server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_NameThatChangesItsAddress_IsLookedAtAgainForEachConnection()
    {
        var looks = 0;
        Task<IPAddress[]> Resolve(string name, CancellationToken cancellationToken) => Task.FromResult(looks++ == 0 ? new[] { Internet } : [IPAddress.Loopback]);
        answer = _ => "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n";
        Assert.Contains("not on the internet", await RefusedAsync(new WebFetcher(TimeProvider.System, Resolve, address => address.Equals(Internet)), $"http://rebind.example:{Port}/"), StringComparison.Ordinal);
        Assert.Equal(2, looks);
        Assert.Single(asked);
        Task<IPAddress[]> Both(string name, CancellationToken cancellationToken) => Task.FromResult(new[] { Internet, IPAddress.Loopback });
        await RefusedAsync(new WebFetcher(TimeProvider.System, Both, address => address.Equals(Internet)), $"http://both.example:{Port}/");
        Assert.Single(asked);
    }

    [Fact]
    public async Task Fetch_EndlessOrBinaryPage_IsCutOrRefused()
    {
        answer = _ => "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" + new string('x', 200_000);
        var cut = await CallAsync(new WebFetcher(TimeProvider.System, isAllowed: address => address.Equals(Internet)) { MaximumBody = 1000 }, Server);
        Assert.EndsWith(new string('x', 1000) + "\n[cut: the page is too large]", cut, StringComparison.Ordinal);
        answer = _ => "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
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
        answer = request => $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n{Html}";
        var text = await CallAsync(Fetcher(), Server + "/one");
        Assert.Equal($"{Server}/one (HTTP 200)\n\n# Head & line\n\nOne [two]({Server}/two?a=1&b=2).\n\n- first\n\n- second\n\n```\na\n  b\n```\n\n5 < 6\n\nplain", text);
    }

    [Theory]
    [InlineData("<")]
    [InlineData("<a href=")]
    [InlineData("<a href=\"")]
    [InlineData("</a></a><a><a></pre><pre>")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("&#99999999;&x;<![CDATA[")]
    public void HtmlText_Broken_NeverFails(string html) => Assert.NotNull(HtmlText.Read(html, new Uri("http://example.org/")));

    [Fact]
    public void HtmlText_HostileRepetition_TakesTimeInProportion()
    {
        foreach (var piece in (string[])["<a'", "<", "<a href=\"", "</", "<!", "<pre>", "<a>", "<head>", "<p"])
            Assert.NotNull(HtmlText.Read(string.Concat(Enumerable.Repeat(piece, 700_000)), new Uri("http://example.org/")));
    }

    private static WebFetcher Fetcher() => new(TimeProvider.System, isAllowed: address => address.Equals(Internet));

    private static async Task<string> CallAsync(WebFetcher fetcher, string address)
    {
        using (fetcher)
            return (await new WebFetchTool(fetcher).InvokeAsync(new AIFunctionArguments(StringComparer.Ordinal) { ["url"] = address }))!.ToString()!;
    }

    private static async Task<string> RefusedAsync(WebFetcher fetcher, string address) => (await Assert.ThrowsAsync<ToolRefusedException>(() => CallAsync(fetcher, address))).Message;

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var buffer = new byte[8192];
                var count = await stream.ReadAsync(buffer);
                asked.Add(Encoding.ASCII.GetString(buffer, 0, count));
                try
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer(asked[^1])));
                }
                catch (IOException)
                {
                    // Whoever asked has seen enough.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
