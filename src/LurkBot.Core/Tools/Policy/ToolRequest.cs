using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>What decides on the tools of one turn.</summary>
/// <param name="Type">The session's type.</param>
/// <param name="Sender">How far whoever speaks is trusted.</param>
internal sealed record ToolRequest(SessionType Type, Trust Sender)
{
    /// <summary>Whether the session's tools run in a sandbox.</summary>
    public required bool IsSandboxed { get; init; }

    /// <summary>Whether files can be sent to where the reply goes.</summary>
    /// <value>Default: false.</value>
    public bool TakesFiles { get; init; }

    /// <summary>Whether there are schedules that a model may propose.</summary>
    /// <value>Default: false.</value>
    public bool HasSchedules { get; init; }

    /// <summary>Whether facts are remembered of whom the session is with.</summary>
    /// <value>Default: false.</value>
    public bool HasFacts { get; init; }

    /// <summary>Whether subagents can be started.</summary>
    /// <value>Default: false.</value>
    public bool HasSubagents { get; init; }

    /// <summary>Which sessions the turn sees.</summary>
    /// <value>Default: <see cref="Access.Visibility.Self"/>.</value>
    public Visibility Visibility { get; init; }

    /// <summary>Why there is no sandbox, where one is needed.</summary>
    /// <value>Default: null, nothing is known against it.</value>
    public string? SandboxProblem { get; init; }

    /// <summary>The only tools that any session has; null for all.</summary>
    public IReadOnlyList<string>? Enabled { get; init; }

    /// <summary>Tools that no session has.</summary>
    public IReadOnlyList<string> Disabled { get; init; } = [];

    /// <summary>The tools of this session; null for all that its trust allows.</summary>
    public IReadOnlyList<string>? Session { get; init; }

    /// <summary>Where the tools of this session are set.</summary>
    public string SessionSetting { get; init; } = "LURKBOT_SESSION__<KEY>__TOOLS";

    /// <summary>What a subagent was started with; null for any other session.</summary>
    public SubagentCharter? Charter { get; init; }

    /// <summary>The trust of the turn: the lower of the session's and the sender's (invariant 7).</summary>
    public Trust Trust => Sender < Most ? Sender : Most;

    private Trust Most => Charter?.Trust ?? Type.MaximumTrust();
}
