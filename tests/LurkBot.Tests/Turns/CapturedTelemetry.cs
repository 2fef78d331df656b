using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using LurkBot.Turns;

namespace LurkBot.Tests.Turns;

/// <summary>Listens to one instance's metrics, and to the spans below its own root.</summary>
internal sealed class CapturedTelemetry : IDisposable
{
    private readonly ConcurrentQueue<Activity> spans = new();
    private readonly ConcurrentQueue<Measured> measures = new();
    private readonly ActivityListener activities;
    private readonly MeterListener meters = new();
    private readonly Activity root;

    public CapturedTelemetry()
    {
        root = new Activity("test").Start();
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name is LurkBotTelemetry.SourceName or LurkBotTelemetry.ModelSourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == root.TraceId)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(activities);
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == Telemetry.Meter || instrument.Meter.Name is LurkBotTelemetry.ModelSourceName)
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measures.Enqueue(new Measured(instrument.Name, value, tags.ToArray())));
        meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => measures.Enqueue(new Measured(instrument.Name, value, tags.ToArray())));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measures.Enqueue(new Measured(instrument.Name, value, tags.ToArray())));
        meters.Start();
    }

    public LurkBotTelemetry Telemetry { get; } = new();

    /// <summary>The spans that ended.</summary>
    public IReadOnlyList<Activity> Spans => [.. spans];

    /// <summary>What was measured.</summary>
    public IReadOnlyList<Measured> Measures => [.. measures];

    /// <summary>All that left the process, as one text.</summary>
    public string Everything => string.Join('\n', Spans.Select(Write).Concat(Measures.Select(measure => measure.ToString())));

    public void Dispose()
    {
        activities.Dispose();
        meters.Dispose();
        Telemetry.Dispose();
        root.Dispose();
    }

    private static string Write(Activity span) => string.Join(' ',
        [span.DisplayName, span.StatusDescription ?? "", .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"), .. span.Events.Select(entry => $"{entry.Name} {string.Join(' ', entry.Tags)}"), .. span.Baggage.Select(pair => pair.ToString())]);

    /// <summary>One measurement.</summary>
    internal sealed record Measured(string Name, double Value, IReadOnlyList<KeyValuePair<string, object?>> Tags)
    {
        public string? Tag(string key) => Tags.FirstOrDefault(tag => string.Equals(tag.Key, key, StringComparison.Ordinal)).Value?.ToString();

        public override string ToString() => $"{Name} {Value} {string.Join(' ', Tags)}";
    }
}
