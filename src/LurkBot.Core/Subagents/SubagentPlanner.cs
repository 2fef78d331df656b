using System.Globalization;
using LurkBot.Access;
using LurkBot.Configuration;
using LurkBot.Entries;
using LurkBot.Tools;

namespace LurkBot.Subagents;

/// <summary>Decides what a subagent gets: pure. Of everything at most what its parent has.</summary>
internal static class SubagentPlanner
{
    /// <summary>The prompt of a subagent whose definition has none.</summary>
    public const string PlainPrompt = "You are a subagent of LurkBot. You work on one task by yourself, and nobody can be asked. Do it with your tools, and end with the result: what you found or did, what is uncertain, and what is missing. Today is {weekday}, {date}.";

    private const int LongestTask = 50_000;

    /// <summary>Makes the plan.</summary>
    /// <param name="parent">What the turn that starts it has.</param>
    /// <param name="call">What is asked for.</param>
    /// <param name="definitions">The kinds of subagents that there are.</param>
    /// <param name="options">The settings.</param>
    /// <param name="prompt">Its system prompt.</param>
    /// <param name="model">Its model.</param>
    /// <exception cref="ToolRefusedException">There is no such agent, or it may not be started.</exception>
    public static SubagentCharter Plan(TurnSubagents parent, SubagentCall call, IReadOnlyList<SubagentDefinition> definitions, LurkBotOptions options, out string prompt, out string model)
    {
        var definition = call.Agent is null ? null : definitions.FirstOrDefault(known => string.Equals(known.Name, call.Agent, StringComparison.OrdinalIgnoreCase))
            ?? throw new ToolRefusedException($"Unknown agent {call.Agent}. {(definitions.Count == 0 ? "Leave it out." : $"Agents: {string.Join(", ", definitions.Select(known => known.Name))}.")}");
        var depth = (parent.Charter?.Depth ?? 0) + 1;
        if (depth > SubagentCharter.MostDepth)
            throw new ToolRefusedException($"Not started: subagents go {SubagentCharter.MostDepth} levels deep, and this is the last one. Do the task yourself.");
        if (string.IsNullOrWhiteSpace(call.Task))
            throw new ToolRefusedException("The task is empty.");
        if (call.Task.Length > LongestTask)
            throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"The task has {call.Task.Length} characters, and at most {LongestTask} are taken. Shorten it, or have the subagent read this session's files (workspace parent)."));
        if (call.Tools?.Except(parent.Tools, StringComparer.Ordinal).ToList() is { Count: > 0 } lacking)
            throw new ToolRefusedException($"Not started: this session does not have {string.Join(", ", lacking)} itself, and a subagent never has more than the session that starts it. Leave {(lacking.Count == 1 ? "it" : "them")} out, or do that part yourself.");
        prompt = definition is { Prompt.Length: > 0 } ? definition.Prompt : PlainPrompt;
        (model, var source) = ModelOf(parent, call, definition, options);
        var reads = call.ReadsParent ?? definition?.ReadsParent ?? false;
        var most = options.Subagents.Timeout;
        return new SubagentCharter(definition?.Name ?? SubagentSource.Plain, parent.Exchange.OnBehalfOf.Trust, depth)
        {
            Tools = string.Join(',', parent.Tools.Where(tool => (definition?.Tools?.Contains(tool, StringComparer.Ordinal) ?? true) && (call.Tools?.Contains(tool, StringComparer.Ordinal) ?? true))),
            Visibility = AccessRules.Name(parent.Exchange.Actor.Visibility),
            Reads = reads ? parent.Workspace : null,
            ReadsOwners = reads && parent.IsOwnersWorkspace,
            IsSandboxed = parent.IsSandboxed,
            ModelSource = source,
            Budget = call.Budget,
            Timeout = call.Seconds is { } seconds && TimeSpan.FromSeconds(seconds) < most ? TimeSpan.FromSeconds(seconds) : most,
        };
    }

    private static (string Model, string Source) ModelOf(TurnSubagents parent, SubagentCall call, SubagentDefinition? definition, LurkBotOptions options)
    {
        (string? Model, string Source)[] order =
        [
            (call.Model, "the call of sessions_spawn"),
            (definition?.Model, $"the definition of {definition?.Name}"),
            (options.Subagents.Model, "LURKBOT_SUBAGENT_MODEL"),
        ];
        foreach (var (model, source) in order)
        {
            // In definitions of other programs "inherit" is the parent's.
            if (model is "inherit")
                break;
            if (model is not null)
                return (model, source);
        }

        return (parent.Model, "the session that started it");
    }
}
