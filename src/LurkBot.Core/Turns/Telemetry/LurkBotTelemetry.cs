using System.Diagnostics;
using System.Diagnostics.Metrics;
using LurkBot.Sessions;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>
/// The traces and metrics of a process with many sessions. They carry ids, counts and outcomes, never message texts, tool arguments,
/// tool results, error messages, session keys or user ids. Thread-safe.
/// </summary>
internal sealed class LurkBotTelemetry : IDisposable
{
    /// <summary>The activity source of turns, and the meter.</summary>
    public const string SourceName = "LurkBot";

    /// <summary>The activity source and the meter of model calls and tools: the name that Microsoft.Extensions.AI uses itself.</summary>
    public const string ModelSourceName = "Experimental.Microsoft.Extensions.AI";

    /// <summary>The span of one turn.</summary>
    public const string TurnSpan = "lurkbot.turn";

    private const string Channel = "channel";
    private const string Fate = "fate";
    private const string TokenType = "type";

    private readonly ActivitySource source = new(SourceName);
    private readonly ModelTracing models = new();
    private readonly Counter<long> turns;
    private readonly Histogram<double> durations;
    private readonly Histogram<double> waits;
    private readonly Counter<long> tokens;
    private readonly UpDownCounter<long> sessions;

    /// <summary>Makes the instruments; they cost nothing until somebody listens.</summary>
    public LurkBotTelemetry()
    {
        Meter = new Meter(SourceName);
        turns = Meter.CreateCounter<long>("lurkbot.turns", "{turn}", "Turns that ended or were parked.");
        durations = Meter.CreateHistogram<double>("lurkbot.turn.duration", "s", "How long turns ran.");
        waits = Meter.CreateHistogram<double>("lurkbot.turn.wait", "s", "How long messages waited from their acceptance until their turn began.");
        tokens = Meter.CreateCounter<long>("lurkbot.tokens", "{token}", "Tokens that turns used.");
        sessions = Meter.CreateUpDownCounter<long>("lurkbot.sessions.open", "{session}", "Sessions that are open in this process.");
    }

    /// <summary>This instance's own meter.</summary>
    internal Meter Meter { get; }

    /// <summary>Counts a session that was opened.</summary>
    /// <param name="key">The session; only its channel is told.</param>
    internal void SessionOpened(SessionKey key) => sessions.Add(1, new KeyValuePair<string, object?>(Channel, key.Channel));

    /// <summary>Counts a session that was closed.</summary>
    /// <param name="key">The session; only its channel is told.</param>
    internal void SessionClosed(SessionKey key) => sessions.Add(-1, new KeyValuePair<string, object?>(Channel, key.Channel));

    /// <summary>Records how long a message waited for its turn.</summary>
    /// <param name="channel">Where it came from.</param>
    /// <param name="waited">How long.</param>
    internal void Waited(string channel, TimeSpan waited) => waits.Record(Math.Max(0, waited.TotalSeconds), new KeyValuePair<string, object?>(Channel, channel));

    /// <summary>Begins the span of a turn.</summary>
    /// <param name="session">The session's id.</param>
    /// <param name="channel">Where its message came from.</param>
    /// <param name="attempt">Which attempt it is, from 1.</param>
    /// <returns>Null when nobody listens.</returns>
    internal Activity? BeginTurn(SessionId session, string channel, int attempt)
    {
        var span = source.StartActivity(TurnSpan);
        span?.SetTag("lurkbot.session.id", session.ToString());
        span?.SetTag("lurkbot.channel", channel);
        span?.SetTag("lurkbot.attempt", attempt);
        return span;
    }

    /// <summary>Tells how a turn ended.</summary>
    /// <param name="span">The turn's span; null when nobody listens to it.</param>
    /// <param name="channel">Where its message came from.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="took">How long it ran.</param>
    internal void TurnEnded(Activity? span, string channel, TurnResult result, TimeSpan took)
    {
        var fate = TurnLabels.FateOf(result);
        var tags = new TagList { { Channel, channel }, { Fate, fate } };
        turns.Add(1, tags);
        durations.Record(took.TotalSeconds, tags);
        if (result.Usage is { } usage)
        {
            tokens.Add(usage.Input, new(Channel, channel), new(TokenType, "input"));
            tokens.Add(usage.Output, new(Channel, channel), new(TokenType, "output"));
        }

        if (span is null)
            return;
        span.SetTag("lurkbot.fate", fate);
        span.SetTag("lurkbot.model", result.Model);
        span.SetTag("lurkbot.input_tokens", result.Usage?.Input);
        span.SetTag("lurkbot.output_tokens", result.Usage?.Output);
        if (TurnLabels.ErrorOf(result.Error) is not { } error)
            return;
        span.SetTag("error.type", error);
        span.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>A model whose calls each make a span.</summary>
    /// <param name="client">The model; it stays the caller's.</param>
    /// <param name="session">The session's id.</param>
    internal IChatClient Trace(IChatClient client, SessionId session) => new TracedChatClient(client, models, session.ToString());

    /// <summary>Begins the span of a tool that runs outside a model's call, after an approval.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="callId">The call.</param>
    /// <returns>Null when nobody listens.</returns>
    internal Activity? BeginTool(string name, string callId)
    {
        var span = source.StartActivity($"execute_tool {name}");
        span?.SetTag("gen_ai.operation.name", "execute_tool");
        span?.SetTag("gen_ai.tool.name", name);
        span?.SetTag("gen_ai.tool.call.id", callId);
        return span;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        models.Dispose();
        source.Dispose();
        Meter.Dispose();
    }
}
