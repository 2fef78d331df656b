using System.Net;
using System.Text;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Gateway;

/// <summary>A collector hears of turns, and of nothing that was said.</summary>
public sealed class GatewayTelemetryTests : IDisposable
{
    private readonly ChatHome home = new();
    private readonly HttpListener collector;
    private readonly Uri address;

    public GatewayTelemetryTests() => (collector, address) = LoopbackServer.Listen();

    public void Dispose()
    {
        home.Dispose();
        collector.Close();
    }

    [Fact]
    public async Task Collector_AfterATurn_HasItsSpansAndMetrics()
    {
        home.Model.Says = "Hi.";
        var gateway = await home.StartGatewayAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", address.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=mine"));
        Assert.Equal("Hi.\n", (await home.Start(["chat", "--session", "cli:a-private-name:main", "a sentence nobody traces"]).FinishAsync()).Output);
        // What is left is sent when it stops.
        await gateway.SignalAsync("TERM");
        var heard = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!heard.ContainsKey("/v1/traces") || !heard.ContainsKey("/v1/metrics"))
        {
            var context = await collector.GetContextAsync().WaitAsync(TimeSpan.FromMinutes(1));
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            Assert.Equal("mine", context.Request.Headers["api-key"]);
            heard[context.Request.Url!.AbsolutePath] = Encoding.UTF8.GetString(body.ToArray());
            context.Response.Close();
        }

        await gateway.WaitForExitAsync();
        Assert.Equal(0, gateway.ExitCode);
        Assert.Contains("lurkbot.turn", heard["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("chat m", heard["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("lurkbot.turns", heard["/v1/metrics"], StringComparison.Ordinal);
        Assert.All(heard.Values, told =>
        {
            foreach (var word in (string[])["private-name", "nobody traces", "Hi."])
                Assert.DoesNotContain(word, told, StringComparison.Ordinal);
        });
    }
}
