using System.Net;
using LurkBot.Doors;
using LurkBot.Gateway;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Operations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LurkBot.Tests.Gateway;

/// <summary>Each route that there is asks for host, origin and token.</summary>
public sealed class GatewayRoutesTests : IDisposable
{
    private static readonly string[] Open = ["/health/live", "/health/ready", "/api/hello"];

    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task EveryRoute_WithoutToken_IsRefused_ButForHealthAndTheGreeting()
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path);
        var identity = new GatewayIdentity(GatewayToken.FindOrMake(new GatewayOptions(), home.Path), "1.0", "0123456789abcdef", assistant.Services.Configuration);
        var presence = new GatewayPresence(GatewayAddress.Of(new GatewayOptions { Listen = [$"unix:{Path.Combine(home.Path, "run", "gateway.sock")}"] }, home.Path), default);
        GatewayListener.Prepare(presence.Addresses, home.Path, isOurs: true);
        await using var app = GatewayServer.Build(assistant.Services, new GatewayOptions(), identity, presence, SystemdNotifier.None, GatewayPlatforms.None, logsToConsole: false);
        await app.StartAsync();
        var routes = app.Services.GetServices<EndpointDataSource>().Concat(((IEndpointRouteBuilder)app).DataSources).SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct().ToList();
        Assert.True(routes.Count > 14);
        using var http = GatewayHttp.Connect(home.Path, withToken: false);
        foreach (var route in routes)
        {
            var path = string.Concat("/", route.RoutePattern.RawText!.TrimStart('/')).Replace("{key}", "cli:default:main", StringComparison.Ordinal);
            var method = new HttpMethod(route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET");
            Assert.Equal(Open.Contains(path) ? path is "/api/hello" ? HttpStatusCode.BadRequest : HttpStatusCode.OK : HttpStatusCode.Unauthorized, await StatusAsync(method, path, null, null));
            Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(method, path, "evil.example", null));
            Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(method, path, "127.0.0.1.evil.example:18789", null));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(method, path, null, "http://evil.example"));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(method, path, null, "null"));
        }

        await app.StopAsync();

        async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? host, string? origin)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Host = host ?? "lurkbot";
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            using var response = await http.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Metrics_AfterATurn_CountItAndNameNobody()
    {
        home.Model.Says = "Hi.";
        const string Key = "cli:a-private-name:main";
        var gateway = await home.StartGatewayAsync();
        Assert.Equal(0, (await home.Start(["chat", "--session", Key, "a sentence nobody counts"]).FinishAsync()).Code);
        using var http = GatewayHttp.Connect(home.Path);
        var scrape = "";
        await Poll.UntilAsync(() => (scrape = http.GetStringAsync("/metrics").GetAwaiter().GetResult()).Contains("lurkbot_turns_total", StringComparison.Ordinal));
        Assert.Matches("""(?m)^lurkbot_turns_total\{[^}]*channel="cli"[^}]*\} 1""", scrape);
        Assert.Contains("gen_ai_client_token_usage", scrape, StringComparison.Ordinal);
        foreach (var word in (string[])["private-name", "nobody counts", "Hi.", Environment.UserName + "\"", home.Path, (await File.ReadAllTextAsync(Path.Combine(home.Path, "gateway.token"))).Trim()])
            Assert.DoesNotContain(word, scrape, StringComparison.Ordinal);
        Assert.False(gateway.HasExited);
    }
}
