using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LurkBot.Doors;
using LurkBot.Gateway;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Gateway;

/// <summary>What clients get wrong: a status, a body that says why, and no session made by mistake.</summary>
public sealed class ApiErrorTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Request_ThatCannotBeServed_HasAStatusAndAReason()
    {
        home.Model.Says = "Hi.";
        await home.RunAsync("hello");
        await home.StartGatewayAsync();
        (string Method, string Path, string? Body, HttpStatusCode Status)[] requests =
        [
            ("POST", "/api/sessions/cli:none:main/commands", """{"line":"/model offline"}""", HttpStatusCode.NotFound),
            ("POST", "/api/sessions/cli:none:main/commands", """{"line":"/clear"}""", HttpStatusCode.NotFound),
            ("POST", "/api/sessions/cli:none:main/retry", "{}", HttpStatusCode.NotFound),
            ("POST", "/api/sessions/cli:none:main/stop", "{}", HttpStatusCode.NotFound),
            ("POST", "/api/sessions/cli:none:main/approvals", """{"question":{},"decision":"once"}""", HttpStatusCode.NotFound),
            ("GET", "/api/sessions/cli:none:main/updates", null, HttpStatusCode.NotFound),
            ("GET", "/api/sessions/cli:default:main/updates?up_to=x", null, HttpStatusCode.BadRequest),
            ("GET", "/api/sessions/cli:default:main/updates?from=-1", null, HttpStatusCode.BadRequest),
            ("POST", "/api/sessions/cli:default:main/commands", """{"line":"/modle"}""", HttpStatusCode.BadRequest),
            ("POST", "/api/sessions/cli:default:main/commands", """{"line":"hello"}""", HttpStatusCode.BadRequest),
            ("POST", "/api/sessions/cli:default:main/commands", "{}", HttpStatusCode.BadRequest),
            ("POST", "/api/sessions/cli:default:main/messages", """{"text":5}""", HttpStatusCode.BadRequest),
            ("POST", "/api/sessions/cli:default:main/messages", """{"text":"x","files":[{"name":"a","bytes":"?"}]}""", HttpStatusCode.BadRequest),
            ("POST", "/api/sessions/cli:default:main/messages", "null", HttpStatusCode.BadRequest),
            ("POST", "/api/sessions/cli:default:main/messages", "{\"text\":", HttpStatusCode.BadRequest),
            ("POST", "/api/sessions/cli:default:main/approvals", """{"question":{},"decision":"perhaps"}""", HttpStatusCode.BadRequest),
            ("GET", "/api/nothing", null, HttpStatusCode.NotFound),
            ("PUT", "/api/open", "{}", HttpStatusCode.MethodNotAllowed),
            ("POST", "/api/sessions/cli:default:main/messages", new string(' ', (64 << 20) + 1), HttpStatusCode.RequestEntityTooLarge),
        ];
        foreach (var (method, path, body, status) in requests)
        {
            var (answered, text) = await SendAsync(method, path, body);
            var told = $"{method} {path} {(body?.Length > 99 ? "" : body)}: {text}";
            Assert.True(status == answered, told + answered);
            using var error = JsonDocument.Parse(text);
            Assert.True(error.RootElement.GetProperty("message").GetString() is { Length: > 0 } message && !message.Contains("LurkBot.", StringComparison.Ordinal) && !message.Contains("System.", StringComparison.Ordinal), told);
            Assert.NotEmpty(error.RootElement.GetProperty("for_sender").GetString()!);
        }

        Assert.Contains("The body lacks ", (await SendAsync("POST", "/api/sessions/cli:default:main/commands", "{}")).Text, StringComparison.Ordinal);
        Assert.Contains("Did you mean /model?", (await SendAsync("POST", "/api/sessions/cli:default:main/commands", """{"line":"/modle"}""")).Text, StringComparison.Ordinal);
        Assert.Single((await home.Store.ListAsync(default)).Sessions);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", "/api/sessions/cli:new:main/commands", """{"line":"/model offline","begins":true}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("POST", "/api/sessions/cli:default:main/retry", "{}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("POST", "/api/sessions/cli:default:main/retry", "{}")).Status);
        Assert.Equal(2, (await home.Store.ListAsync(default)).Sessions.Count);
    }

    [Fact]
    public async Task Start_PortChosenBySystemAndShortToken_PrintsThePortAndWarns()
    {
        var gateway = home.Start(["gateway", "start"], ("LURKBOT_GATEWAY_LISTEN", "http://127.0.0.1:0"), ("LURKBOT_GATEWAY_TOKEN", "short"));
        var lines = new List<string>();
        while (await gateway.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ready.", StringComparison.Ordinal))
            lines.Add(line);
        var address = new Uri(Assert.Single(lines, line => line.StartsWith("Listening on ", StringComparison.Ordinal))["Listening on ".Length..]);
        using var http = new HttpClient();
        Assert.Equal("live", await http.GetStringAsync(new Uri(address, "/health/live")));
        await gateway.SignalAsync("TERM");
        Assert.Contains("fewer than 16 characters", string.Concat(lines) + await gateway.StandardOutput.ReadToEndAsync() + await gateway.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "a long enough token", 0)]
    [InlineData("http://[::1]:1", "a long enough token", 0)]
    [InlineData("http://localhost:1", "short", 1)]
    [InlineData("http://0.0.0.0:1", "a long enough token", 1)]
    [InlineData("http://[::]:1", "short", 2)]
    [InlineData("http://192.168.1.2:1", "a long enough token", 1)]
    public void Warnings_NameWhatOthersReach(string address, string token, int expected)
    {
        var options = new GatewayOptions { Listen = [address], Token = token };
        Assert.Equal(expected, GatewayExposure.Warnings(GatewayAddress.Of(options, "/home"), GatewayToken.Find(options, "/home")!).Count());
    }

    [Fact]
    public void Require_FolderElsewhere_IsNotMade()
    {
        using var root = new TemporaryFolder();
        var own = Path.Combine(root.Path, "home");
        var other = Path.Combine(root.Path, "homes", "x");
        Assert.Contains(other, Assert.Throws<LurkBotException>(() => SocketFolder.Require(Path.Combine(other, "a.sock"), own, isOurs: false)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.GetDirectoryName(other)));
        SocketFolder.Require(Path.Combine(own, "run", "a.sock"), own, isOurs: false);
        SocketFolder.Require(Path.Combine(other, "a.sock"), own, isOurs: true);
        Assert.True(Directory.Exists(Path.Combine(own, "run")) && Directory.Exists(other));
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string method, string path, string? body)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(home.Path, "run", "gateway.sock")), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(home.Path, "gateway.token"))).Trim());
        http.DefaultRequestHeaders.ExpectContinue = true;
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://lurkbot" + path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
