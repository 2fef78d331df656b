using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>What is kept of one call.</summary>
/// <param name="At">When it began.</param>
/// <param name="Session">The session's key then.</param>
/// <param name="SessionId">The session's id.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Sender">The id of whoever spoke.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Outcome">How it ended: ok, error, cancelled, killed (with LurkBot, while it ran) or refused (it never ran).</param>
internal sealed record ToolCallRecord(DateTimeOffset At, SessionKey Session, SessionId SessionId, long Turn, string Sender, string Tool, string Outcome)
{
    /// <summary>What the model passed.</summary>
    public required IEnumerable<KeyValuePair<string, object?>> Arguments { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>A name that no other call has.</summary>
    public string Call { get; init; } = Guid.CreateVersion7().ToString("N");

    /// <summary>Where it ran: <c>host</c>, the sandbox's name, <c>web</c>, <c>workspace</c> for what only touches files there, <c>none</c> for what never ran.</summary>
    public required string Backend { get; init; }

    /// <summary>A command's exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>A command's most bytes of memory, where they were measured.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>How long it took; null for one whose end was not seen.</summary>
    public TimeSpan? Duration { get; init; }
}
