using LurkBot.Entries;

namespace LurkBot.Tools;

/// <summary>What a turn gives to the subagents that it starts: at most what it has itself.</summary>
/// <param name="Desk">Starts them.</param>
/// <param name="Exchange">The turn.</param>
/// <param name="Tools">The tools that the turn has.</param>
internal sealed record TurnSubagents(ISubagentDesk Desk, TurnExchange Exchange, IReadOnlyList<string> Tools)
{
    /// <summary>The tool that starts them.</summary>
    public const string Tool = SubagentSource.Tool;

    /// <summary>The folder in which the turn's tools work.</summary>
    public required string Workspace { get; init; }

    /// <summary>Whether the owner named it.</summary>
    public bool IsOwnersWorkspace { get; init; }

    /// <summary>Whether the turn's tools run in a sandbox.</summary>
    public bool IsSandboxed { get; init; }

    /// <summary>The turn's model.</summary>
    public required string Model { get; init; }

    /// <summary>What the turn's session was started with itself; null for a session of people.</summary>
    public SubagentCharter? Charter { get; init; }

    /// <summary>Whether a person can approve tool calls of the turn, and with them those of its subagents.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Whether calls of the tool are asked about: then each waits for its own answer.</summary>
    public bool IsAsked { get; init; }
}
