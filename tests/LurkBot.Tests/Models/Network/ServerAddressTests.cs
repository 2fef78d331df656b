using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>A compatible server is found from what its owner wrote, and what keeps it from being reached is said.</summary>
public sealed class ServerAddressTests
{
    private const string Json = "application/json";

    [Theory]
    [InlineData("", """{"detail":"Not Found"}""")]
    [InlineData("", "404 page not found")]
    [InlineData("v1/chat/completions", "")]
    [InlineData("v1/", "")]
    public async Task Address_WrittenOtherwise_Works(string path, string body)
    {
        using var server = new LoopbackServer((asked, _) => asked == "/v1/chat/completions" ? ProviderWire.Write(asked, stream: false, ProviderReply.Say("Here.")) : (404, Json, body));
        var notes = new List<string>();
        // The path that is not there is no provider's.
        using var quiet = new AnyPath(server.Address, body);
        using var clients = new ModelClients(new ModelOptions { OpenAIBaseUrl = new Uri(quiet.Address, path) }, TimeProvider.System);
        using var client = clients.Create("openai/m", notes.Add);
        for (var i = 0; i < 2; i++)
            Assert.Equal("Here.", (await client.GetResponseAsync("Hello")).Text);
        Assert.Equal(path.Length == 0 ? 1 : 0, notes.Count);
        Assert.Equal(path.Length == 0 ? 3 : 2, quiet.Requests);
    }

    [Fact]
    public async Task Address_WithNothingThere_IsSaid()
    {
        using var nothing = new AnyPath(null, """{"detail":"Not Found"}""");
        using var clients = new ModelClients(new ModelOptions { OpenAIBaseUrl = nothing.Address }, TimeProvider.System);
        using var client = clients.Create("openai/m");
        var error = await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync("Hello"));
        Assert.Contains("/chat/completions", error.Message, StringComparison.Ordinal);
        Assert.Contains("LURKBOT_OPENAI_BASE_URL", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no such model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_AloneIsSet_TheServersModelAnswersWithoutAKey()
    {
        using var server = new AnyPath(null, "") { Models = """{"data":[{"id":"text-embedding-3"},{"id":"qwen3"}]}""" };
        foreach (var path in (string[])["v1", ""])
        {
            using var clients = new ModelClients(new ModelOptions { OpenAIBaseUrl = new Uri(server.Address, path) }, TimeProvider.System);
            var chosen = await clients.ChooseDefaultAsync(ModelCatalogue.BuiltIn, default);
            Assert.Equal(("qwen3", ModelProvider.OpenAI), (chosen.Model, ModelNames.ProviderOf(chosen.Model)));
            using var client = clients.Create(chosen.Model);
        }

        using var away = new ModelClients(new ModelOptions { OpenAIBaseUrl = new Uri("http://127.0.0.1:9/v1") }, TimeProvider.System);
        var usual = (await away.ChooseDefaultAsync(ModelCatalogue.BuiltIn, default)).Model;
        Assert.Contains("was refused", (await Assert.ThrowsAsync<ModelException>(() => away.Create(usual).GetResponseAsync("Hello"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_ThatFails_IsSaidInFiveWays()
    {
        Assert.Contains("refused", await SayAsync(new Uri("http://127.0.0.1:9/v1")), StringComparison.Ordinal);
        Assert.Contains("DNS", await SayAsync(new Uri("http://no-such-host.invalid/v1")), StringComparison.Ordinal);
        using var untrusted = new TlsServer();
        var tls = await SayAsync(untrusted.Address);
        Assert.Contains("TLS", tls, StringComparison.Ordinal);
        Assert.Contains("certificate", tls, StringComparison.Ordinal);
        using var plain = new AnyPath(null, "");
        Assert.Contains("http://", await SayAsync(new UriBuilder(plain.Address) { Scheme = "https" }.Uri), StringComparison.Ordinal);
        using var broken = new LoopbackServer((_, _) => (200, "text/event-stream", "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"So\"}}]}\n\n")) { Breaks = true };
        Assert.Contains("broke before the reply was complete", await SayAsync(new Uri(broken.Address, "v1")), StringComparison.Ordinal);
        var proxied = ConnectionFailure.Read(new HttpRequestException(HttpRequestError.ConnectionError, "refused"), new Uri("https://api.example/v1"), "LURKBOT_OPENAI_BASE_URL", new Uri("http://user:password@10.0.0.1:3128"))!.Message;
        Assert.Contains("http://10.0.0.1:3128", proxied, StringComparison.Ordinal);
        Assert.Contains("NO_PROXY", proxied, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1234/v1", null)]
    [InlineData("http://127.9.9.9/v1", null)]
    [InlineData("http://localhost:1234/v1", null)]
    [InlineData("http://[::1]:1234/v1", null)]
    [InlineData("http://0.0.0.0:1234/v1", null)]
    [InlineData("https://inside.example/v1", null)]
    [InlineData("https://deep.inside.example/v1", null)]
    [InlineData("https://10.1.2.3/v1", null)]
    [InlineData("https://only.example:8443/v1", null)]
    [InlineData("https://only.example/v1", "http://proxy:3128/")]
    [InlineData("https://notinside.example/v1", "http://proxy:3128/")]
    [InlineData("https://api.openai.com/v1", "http://proxy:3128/")]
    public void Proxy_NeverForThisMachineNorForNoProxy(string address, string? expected)
    {
        var proxy = new ProviderProxy(new WebProxy("http://proxy:3128"), new NoProxyList("inside.example, 10.0.0.0/8,only.example:8443"));
        Assert.Equal(expected, proxy.GetProxy(new Uri(address))?.ToString());
        Assert.Equal(expected is null, proxy.IsBypassed(new Uri(address)));
    }

    private static async Task<string> SayAsync(Uri address)
    {
        using var clients = new ModelClients(new ModelOptions { OpenAIBaseUrl = address }, TimeProvider.System);
        using var client = clients.Create("openai/m");
        var error = await Assert.ThrowsAsync<ModelException>(() => client.GetStreamingResponseAsync("Hello").ToChatResponseAsync());
        Assert.Equal(ModelFailure.Network, error.Failure);
        return error.Message;
    }

    /// <summary>A server with a certificate that nobody signed.</summary>
    private sealed class TlsServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 certificate;

        public TlsServer()
        {
            using var key = ECDsa.Create();
            certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
            listener.Start();
            _ = ServeAsync();
        }

        public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1");

        public void Dispose()
        {
            listener.Dispose();
            certificate.Dispose();
        }

        private async Task ServeAsync()
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(certificate);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The client does not trust it.
            }
        }
    }
}
