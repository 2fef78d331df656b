namespace LurkBot.Entries;

/// <summary>A tool call waits for approval (the turn is parked), or an answer to such a question.</summary>
public sealed record ApprovalEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Approval;

    /// <summary>The call that waits, or that the answer is about.</summary>
    public string ToolCallId { get; init; } = "";

    /// <summary>The tool.</summary>
    public string Name { get; init; } = "";

    /// <summary>The SHA-256 of the call's arguments as they stand in the history, in lower-case hexadecimal.</summary>
    public string? ArgumentsHash { get; init; }

    /// <summary>What the approval covers, such as a command or a path; null in an answer.</summary>
    public string? Scope { get; init; }

    /// <summary>The ids of the people who may answer; empty in an answer.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>When the question becomes a no; null in an answer.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>For an answer: the id of the question; null in a question.</summary>
    public long? Approves { get; init; }

    /// <summary>For an answer: what was decided; null in a question.</summary>
    public ApprovalDecision? Decision { get; init; }
}
