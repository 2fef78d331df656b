using System.Collections;
using LurkBot.Turns;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LurkBot.Gateway;

/// <summary>OpenTelemetry: metrics for whoever scrapes <c>/metrics</c>, and with OpenTelemetry's own variables set, traces and metrics over OTLP.</summary>
internal static class GatewayTelemetry
{
    private const string Prefix = "OTEL_";
    private const int FlushMilliseconds = 2000;

    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Adds it.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="version">The program's version.</param>
    public static void AddGatewayTelemetry(this WebApplicationBuilder builder, string version)
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(pair => ((string)pair.Key).StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        // The exporters read them from the server's configuration, which is empty otherwise.
        builder.Configuration.AddInMemoryCollection(variables);
        // A collector's key is not for the commands that tools run.
        foreach (var name in variables.Keys.Where(name => name.EndsWith("_HEADERS", StringComparison.Ordinal)))
            Environment.SetEnvironmentVariable(name, null);
        var exports = Endpoints.Any(name => variables.GetValueOrDefault(name) is { Length: > 0 });
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("lurkbot", serviceVersion: version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(LurkBotTelemetry.SourceName, LurkBotTelemetry.ModelSourceName, "System.Runtime", "Microsoft.AspNetCore.Hosting").AddPrometheusExporter();
                if (exports)
                    metrics.AddOtlpExporter();
            });
        if (exports)
            telemetry.WithTracing(traces => traces.AddSource(LurkBotTelemetry.SourceName, LurkBotTelemetry.ModelSourceName).AddOtlpExporter());
    }

    /// <summary>Sends what waits to be sent, where the server is not disposed of.</summary>
    /// <param name="services">The server's services.</param>
    public static void Flush(IServiceProvider services)
    {
        services.GetService<MeterProvider>()?.ForceFlush(FlushMilliseconds);
        services.GetService<TracerProvider>()?.ForceFlush(FlushMilliseconds);
    }
}
