using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>What is kept of one call.</summary>
/// <param name="At">When it began.</param>
/// <param name="Session">The session's key then.</param>
/// <param name="SessionId">The session's id.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Sender">The id of whoever spoke.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Outcome">How it ended: ok, error or cancelled.</param>
internal sealed record ToolCallRecord(DateTimeOffset At, SessionKey Session, SessionId SessionId, long Turn, string Sender, string Tool, string Outcome)
{
    /// <summary>What the model passed.</summary>
    public required IEnumerable<KeyValuePair<string, object?>> Arguments { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Where it ran, and what a command left.</summary>
    public required ToolFacts Facts { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}
