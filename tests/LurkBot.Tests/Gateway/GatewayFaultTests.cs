using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Gateway;

/// <summary>What people and clients get wrong: nothing is destroyed, and each hears a sentence.</summary>
public sealed class GatewayFaultTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Start_ListensOnAFileThatIsThere_RefusesAndKeepsIt()
    {
        var file = Path.Combine(home.Path, "notes.txt");
        await File.WriteAllTextAsync(file, "precious");
        var (code, _, error) = await StartAsync(("LURKBOT_GATEWAY_LISTEN", $"unix:{file}"));
        Assert.Equal(1, code);
        Assert.Contains("is there and is not a socket", error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Start_AddressThatCannotBeHad_SaysSoInOneLine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        foreach (var address in (string[])[$"http://127.0.0.1:{port}", "http://192.0.2.1:18999"])
        {
            var (code, output, error) = await StartAsync(("LURKBOT_GATEWAY_LISTEN", address));
            Assert.Equal(1, code);
            Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
            Assert.StartsWith("lurkbot: The gateway cannot listen: ", error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task Chat_TokenFileWithGarbage_NamesTheFile()
    {
        var token = Path.Combine(home.Path, "gateway.token");
        await File.WriteAllBytesAsync(token, [1, 2, 0, 200, 10, 65]);
        var (code, _, error) = await home.RunAsync("hello");
        Assert.Equal(1, code);
        Assert.StartsWith($"lurkbot: {token} does not hold a token", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cli:c/d:main")]
    [InlineData("cli:c%2Fd:main")]
    [InlineData("cli:a b?x#y%41:main")]
    public async Task Key_WithCharactersOfAddresses_IsOneSession(string key)
    {
        home.Model.Says = "Hi.";
        Assert.Equal(0, (await home.Start(["chat", "--session", key, "first"]).FinishAsync()).Code);
        await home.StartGatewayAsync();
        Assert.Equal(0, (await home.Start(["chat", "--session", key, "second"]).FinishAsync()).Code);
        await using var session = (await home.Store.OpenAsync(SessionKey.Parse(key), default))!;
        Assert.Equal(["first", "second"], (await session.ReadAllAsync(default)).OfType<UserEntry>().Select(entry => entry.Content));
        Assert.Single((await home.Store.ListAsync(default)).Sessions);
    }

    [Fact]
    public async Task Api_EmptyMessageOrAChatAsAnotherType_IsRefused()
    {
        await home.StartGatewayAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("/api/sessions/telegram:5:group/messages", """{"text":" "}"""));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("/api/sessions/telegram:5:group/messages", """{"text":"hello"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("/api/sessions/telegram:5:main/messages", """{"text":"hello"}"""));
        Assert.Single((await home.Store.ListAsync(default)).Sessions);
    }

    [Fact]
    public async Task Chat_TerminalIsClosed_TheTurnGoesOn()
    {
        await home.StartGatewayAsync();
        var client = home.Start("hello");
        var request = await home.Model.NextAsync();
        await client.SignalAsync("HUP");
        Assert.Equal(129, (await client.FinishAsync()).Code);
        await request.FinishAsync(ProviderReply.Say("Hi."));
        Assert.Equal("Hi.", (await home.UntilAsync(messages => messages.HasEnd("hello"))).FateOf("hello"));
    }

    [Fact]
    public async Task Erase_WhileAGatewayRuns_IsClean()
    {
        home.Model.Says = "Hi.";
        await home.RunAsync("a secret sentence that is long enough to be searched for");
        await home.StartGatewayAsync();
        var (code, output, _) = await home.Start(["sessions", "erase", "cli:default:main", "--yes"]).FinishAsync();
        Assert.Equal(0, code);
        Assert.DoesNotContain("not looked into", output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output, string Error)> StartAsync(params (string Name, string Value)[] variables) => home.Start(["gateway", "start"], variables).FinishAsync();

    private async Task<HttpStatusCode> PostAsync(string path, string body)
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
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("http://lurkbot" + path, content);
        return response.StatusCode;
    }
}
