namespace LurkBot.Entries;

/// <summary>What the door of a message says about its turn, over the configuration.</summary>
/// <param name="Process">The process that accepted the message; it alone runs the turn while it lives.</param>
public sealed record MessageOverrides(string Process)
{
    /// <summary>The model; null for the session's own.</summary>
    public string? Model { get; init; }

    /// <summary>The system prompt; null for the session's own.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>The folder that tools work in, absolute; null for the session's own.</summary>
    public string? Workspace { get; init; }

    /// <summary>Whether a person can approve tool calls.</summary>
    /// <value>Default: true.</value>
    public bool CanAsk { get; init; } = true;

    /// <summary>What a subagent is started with; null for every other message.</summary>
    internal SubagentCharter? Subagent { get; init; }

    /// <summary>Whether two messages want the same, whichever process accepted them.</summary>
    /// <param name="one">The overrides of a message; null for none.</param>
    /// <param name="other">Those of another.</param>
    public static bool AreEqual(MessageOverrides? one, MessageOverrides? other) => (one ?? None) with { Process = "" } == ((other ?? None) with { Process = "" });

    private static MessageOverrides None { get; } = new("");
}
