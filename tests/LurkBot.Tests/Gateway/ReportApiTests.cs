using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Gateway;

/// <summary>What is explained is what runs: the program alone, the program through a gateway and the HTTP API give the same records.</summary>
public sealed class ReportApiTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("/api/sessions/cli:default:main/explanation", "sessions", "explain", "cli:default:main")]
    [InlineData("/api/sessions/telegram:-1:group/explanation", "sessions", "explain", "telegram:-1:group")]
    [InlineData("/api/sessions/cli:default:main/context", "sessions", "context", "cli:default:main")]
    [InlineData("/api/sessions/cli:default:main/context?messages=true&model=offline", "sessions", "context", "cli:default:main", "--messages", "--model", "offline")]
    [InlineData("/api/sessions", "sessions", "list")]
    [InlineData("/api/usage?by=session&since=2026-01-01", "usage", "--by", "session", "--since", "2026-01-01T00:00Z")]
    public async Task Report_OwnProcessAndGatewayAndApi_GiveTheSameRecord(string path, params string[] command)
    {
        home.Model.Says = "Hi.";
        await home.RunAsync("hello");
        (string, string)[] settings = [("LURKBOT_BUDGET_SESSION_TOKENS", "100000"), ("LURKBOT_BUDGET_DAY_COST", "5")];
        var alone = await RunAsync([.. command, "--json"], settings);
        var aloneInWords = await RunAsync(command, settings);
        await home.StartGatewayAsync(settings);
        Assert.Equal(alone, await RunAsync([.. command, "--json"], settings));
        Assert.Equal(aloneInWords, await RunAsync(command, settings));
        var (status, told) = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, status);
        using var own = JsonDocument.Parse(alone);
        using var api = JsonDocument.Parse(told);
        Assert.Equal(JsonSerializer.Serialize(own.RootElement), JsonSerializer.Serialize(api.RootElement));
        Assert.DoesNotContain('\n', told);
    }

    [Fact]
    public async Task Explain_GatewayWithEqualSettings_ExplainsWhatTheGatewayRuns()
    {
        var catalogue = Path.Combine(home.Path, "models.json");
        await File.WriteAllTextAsync(catalogue, """{"aliases":{"mine":"openai/first"}}""");
        await home.StartGatewayAsync(("LURKBOT_DEFAULT_MODEL", "mine"));
        Assert.Contains("openai/first", await RunAsync(["sessions", "explain", "cli:default:main"], ("LURKBOT_DEFAULT_MODEL", "mine")), StringComparison.Ordinal);
        await File.WriteAllTextAsync(catalogue, """{"aliases":{"mine":"openai/second"}}""");
        Assert.Contains("openai/first", await RunAsync(["sessions", "explain", "cli:default:main"], ("LURKBOT_DEFAULT_MODEL", "mine")), StringComparison.Ordinal);
        var (code, output, error) = await home.Start(["sessions", "explain", "cli:default:main"], ("LURKBOT_DEFAULT_MODEL", "mine"), ("LURKBOT_MAX_TOKENS", "99")).FinishAsync();
        Assert.Equal(0, code);
        Assert.Contains("openai/second", output, StringComparison.Ordinal);
        Assert.Contains("has other settings (LURKBOT_MAX_TOKENS); this runs in its own process.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/sessions/cli:none:main/context", HttpStatusCode.NotFound)]
    [InlineData("/api/sessions/nonsense/explanation", HttpStatusCode.BadRequest)]
    [InlineData("/api/sessions/cli:none:main/context?messages=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("/api/usage?by=colour", HttpStatusCode.BadRequest)]
    [InlineData("/api/usage?since=once", HttpStatusCode.BadRequest)]
    public async Task Report_WhatThereIsNot_IsRefused(string path, HttpStatusCode expected)
    {
        await home.StartGatewayAsync();
        var (status, told) = await GetAsync(path);
        Assert.Equal(expected, status);
        using var error = JsonDocument.Parse(told);
        Assert.NotEmpty(error.RootElement.GetProperty("for_sender").GetString()!);
    }

    private async Task<string> RunAsync(string[] command, params (string Name, string Value)[] settings)
    {
        var (code, output, error) = await home.Start(command, settings).FinishAsync();
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    private async Task<(HttpStatusCode Status, string Told)> GetAsync(string path)
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
        using var response = await http.GetAsync("http://lurkbot" + path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
