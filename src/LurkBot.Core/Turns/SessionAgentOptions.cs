using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Turns;

/// <summary>How an agent's durable sessions are kept.</summary>
public sealed record SessionAgentOptions
{
    /// <summary>Who the messages are from.</summary>
    /// <value>Default: the owner.</value>
    public Sender Sender { get; init; } = new(TurnApprovals.Owner, null, Trust.Full);

    /// <summary>Where replies go: of messages that wait in a session, only those with this address are answered.</summary>
    /// <value>Default: <c>agent</c>.</value>
    public ReplyAddress ReplyTo { get; init; } = new("agent");

    /// <summary>How long a run waits for another turn of its session.</summary>
    /// <value>Default: one minute.</value>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What happens with messages that wait, such as one whose process was killed: they are answered together with the new one, or before it.</summary>
    /// <value>Default: <see cref="QueueMode.Collect"/>, together.</value>
    public QueueMode QueueMode { get; init; }

    /// <summary>How the context of a run is cut.</summary>
    /// <value>Default: the newest steps within 128000 tokens.</value>
    public ContextSettings Context { get; init; } = new();

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
