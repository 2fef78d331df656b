using LurkBot.Access;
using LurkBot.Budgets;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Facts;
using LurkBot.Models;
using LurkBot.Prompts;
using LurkBot.Sessions;
using LurkBot.Tools;
using Microsoft.Extensions.AI;

namespace LurkBot.Planning;

/// <summary>All that decides how a turn runs; what is explained is what runs (invariant 14).</summary>
/// <param name="Key">The session.</param>
/// <param name="Trust">The turn's trust: the lower of the session type's and the sender's.</param>
/// <param name="Model">The model, and why it is used.</param>
/// <param name="Prompt">The system prompt before its placeholders are filled in, and what chose it.</param>
internal sealed record TurnPlan(SessionKey Key, Trust Trust, ResolvedModel Model, PromptChoice Prompt)
{
    /// <summary>Each tool, whether the turn has it, and the rule that decided.</summary>
    public required IReadOnlyList<ToolDecision> Tools { get; init; }

    /// <summary>Which sessions the turn sees.</summary>
    public required Visibility Visibility { get; init; }

    /// <summary>Why it sees less than its setting says, in a few words; null when the setting decides.</summary>
    public string? VisibilityLimit { get; init; }

    /// <summary>The tools that are asked about before they run.</summary>
    public required IReadOnlyList<string> AsksBefore { get; init; }

    /// <summary>Whether a person can approve tool calls.</summary>
    public required bool CanAsk { get; init; }

    /// <summary>How the context is cut.</summary>
    public required ContextSettings Context { get; init; }

    /// <summary>The budgets that bound the session.</summary>
    public required BudgetOptions Budgets { get; init; }

    /// <summary>The folder that tools work in.</summary>
    public required string Workspace { get; init; }

    /// <summary>Whether tools run in a sandbox.</summary>
    public required bool IsSandboxed { get; init; }

    /// <summary>What a subagent was started with; null for any other session.</summary>
    public SubagentCharter? Charter { get; init; }

    /// <summary>Whose facts it has; null for no one's.</summary>
    public FactScope? Facts { get; init; }

    /// <summary>The models that are asked when this one cannot answer.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>The most tokens of a reply.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>The most calls of tools.</summary>
    public int MaxToolCalls { get; init; } = 100;

    /// <summary>Sampling temperature; null for the provider's own.</summary>
    public double? Temperature { get; init; }

    /// <summary>How much the model is asked to think; null leaves it to the model.</summary>
    public ReasoningEffort? Reasoning { get; init; }
}
