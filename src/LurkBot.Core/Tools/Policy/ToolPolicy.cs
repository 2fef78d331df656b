using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Sandboxes;
using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>Which tools a turn has. Every rule can only take away.</summary>
internal static class ToolPolicy
{
    private const string Command = "bash";

    /// <summary>What low trust has, if only in a sandbox.</summary>
    private static readonly string[] Sandboxed = ["read", "write", "edit", "glob", "grep", Command, FileOutbox.Tool];

    /// <summary>Decides on every tool, in the order in which they are shown.</summary>
    /// <param name="request">What decides.</param>
    public static IReadOnlyList<ToolDecision> DecideAll(ToolRequest request) => [.. ToolNames.All.Select(tool => Decide(request, tool))];

    /// <summary>Decides on one tool.</summary>
    /// <param name="request">What decides.</param>
    /// <param name="tool">The tool's name.</param>
    public static ToolDecision Decide(ToolRequest request, string tool)
    {
        var denial = Denial(request, tool);
        return new(tool, denial is null, denial ?? (request.Session is not null ? request.SessionSetting : $"{Name(request.Trust)} trust"));
    }

    /// <summary>Whether a session of this type runs its tools in a sandbox.</summary>
    /// <param name="type">The type.</param>
    /// <param name="options">The settings.</param>
    public static bool IsSandboxed(SessionType type, SandboxOptions options) => type switch
    {
        SessionType.Main => options.Main,
        SessionType.Dm => options.Dm,
        _ => options.Group,
    };

    /// <summary>Whether a session runs its tools in a sandbox: a subagent does where its parent does, and otherwise as groups do.</summary>
    /// <param name="type">The type.</param>
    /// <param name="charter">What a subagent was started with; null for any other session.</param>
    /// <param name="options">The settings.</param>
    public static bool IsSandboxed(SessionType type, SubagentCharter? charter, SandboxOptions options) => IsSandboxed(type, options) || charter is { IsSandboxed: true };

    /// <summary>The setting that decides on the sandbox of a type.</summary>
    /// <param name="type">The type.</param>
    public static string SandboxSetting(SessionType type) => type switch
    {
        SessionType.Main => "LURKBOT_MAIN_SANDBOX",
        SessionType.Dm => "LURKBOT_DM_SANDBOX",
        _ => "LURKBOT_GROUP_SANDBOX",
    };

    /// <summary>The trust as people say it.</summary>
    /// <param name="trust">The trust.</param>
    public static string Name(Trust trust) => trust switch
    {
        Trust.Full => "full",
        Trust.Partial => "partial",
        _ => "low",
    };

    /// <summary>What a subagent does not have though its trust would allow it (RULES SE4).</summary>
    private static string? DenialOf(SubagentCharter charter, bool isSandboxed, string tool) =>
        !charter.ToolNames.Contains(tool, StringComparer.Ordinal) ? "not among the tools that its parent and its definition give it"
        : tool is TurnSubagents.Tool && charter.Depth >= SubagentCharter.MostDepth ? "subagents go two levels deep"
        : charter.Reads is not null && tool is "write" or "edit" ? "its workspace is its parent's, read only"
        : !isSandboxed && tool is Command or "write" or "edit" ? "a subagent has it only in a sandbox (LURKBOT_GROUP_SANDBOX)"
        : null;

    private static string? Denial(ToolRequest request, string tool)
    {
        if (ToolNames.Holds(request.Disabled, tool))
            return "LURKBOT_DISABLED_TOOLS";
        if (request.Enabled is { } enabled && !ToolNames.Holds(enabled, tool))
            return "not in LURKBOT_ENABLED_TOOLS";
        if (request.Session is { } own && !ToolNames.Holds(own, tool))
            return $"not in {request.SessionSetting}";
        if (tool is FileOutbox.Tool && !request.TakesFiles)
            return "only where replies go to a platform that takes files";
        if (tool is ScheduleDesk.Tool && !request.HasSchedules)
            return "only where sessions are kept";
        if (tool is ScheduleDesk.Tool && !(request.Type is SessionType.Main && request.Trust == Trust.Full))
            return "only for the owner in a main session";
        if (TurnFacts.Tools.Contains(tool, StringComparer.Ordinal))
            return !request.HasFacts ? "only where facts are remembered (LURKBOT_FACTS)" : tool is TurnFacts.ForgetTool && request.Trust == Trust.Low ? "not with low trust" : null;
        if (request.Charter is { } charter && DenialOf(charter, request.IsSandboxed, tool) is { } denial)
            return denial;
        if (tool is TurnSubagents.Tool)
            return request.HasSubagents ? null : "only where other sessions can be reached";
        if (TurnExchange.Tools.Contains(tool, StringComparer.Ordinal))
            return request.Visibility is Visibility.Self ? $"only where other sessions may be seen ({AccessOptions.SettingOf(request.Type)})" : null;
        var needsSandbox = Array.IndexOf(Sandboxed, tool) >= 0;
        if (request.Trust == Trust.Low && !needsSandbox)
            return "not with low trust";
        if (request.Trust == Trust.Low && !request.IsSandboxed)
            return $"with low trust only in a sandbox ({SandboxSetting(request.Type)})";
        if (request.Trust == Trust.Partial && !request.IsSandboxed && tool is Command)
            return $"with partial trust only in a sandbox ({SandboxSetting(request.Type)})";
        return request is { IsSandboxed: true, SandboxProblem: { } problem } && needsSandbox ? $"no sandbox: {problem}" : null;
    }
}
