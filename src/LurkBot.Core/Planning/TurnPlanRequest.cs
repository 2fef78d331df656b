using LurkBot.Access;
using LurkBot.Budgets;
using LurkBot.Configuration;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Facts;
using LurkBot.Models;
using LurkBot.Prompts;
using LurkBot.Sessions;

namespace LurkBot.Planning;

/// <summary>What a plan is made of.</summary>
/// <param name="Key">The session.</param>
/// <param name="Sender">How far the sender is trusted; the least of them when there are several.</param>
/// <param name="Options">The configuration.</param>
/// <param name="Catalogue">The models.</param>
/// <param name="Model">The model that was chosen, and why.</param>
internal sealed record TurnPlanRequest(SessionKey Key, Trust Sender, LurkBotOptions Options, ModelCatalogue Catalogue, ResolvedModel Model)
{
    /// <summary>What a subagent was started with; null for any other session.</summary>
    public SubagentCharter? Charter { get; init; }

    /// <summary>The system prompt that a subagent was started with; null for the session's own.</summary>
    public string? SubagentPrompt { get; init; }

    /// <summary>Counts the model's tokens.</summary>
    /// <value>Default: by letters.</value>
    public TokenCounter Counter { get; init; } = RatioTokenCounter.Instance;

    /// <summary>The zone in which the model is told when something was said.</summary>
    /// <value>Default: null, and it is not told.</value>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>The system prompt that the door asks for; null for none.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>The system prompt that is set for the session; null for none.</summary>
    public PromptSetting? SessionPrompt { get; init; }

    /// <summary>The tools that are set for the session; null for all that its trust allows.</summary>
    public IReadOnlyList<string>? ToolSet { get; init; }

    /// <summary>What the session is set to see; null for what those of its type do.</summary>
    public Visibility? Visibility { get; init; }

    /// <summary>Whether other sessions can be reached.</summary>
    /// <value>Default: true.</value>
    public bool HasExchange { get; init; } = true;

    /// <summary>The budgets that are set for the session.</summary>
    public required BudgetOptions Budgets { get; init; }

    /// <summary>The folder that tools work in.</summary>
    public required string Workspace { get; init; }

    /// <summary>Whether files can be sent to where the reply goes.</summary>
    /// <value>Default: false.</value>
    public bool TakesFiles { get; init; }

    /// <summary>Whether there are schedules that a model may propose.</summary>
    /// <value>Default: false.</value>
    public bool HasSchedules { get; init; }

    /// <summary>Whose facts the session has; null for no one's.</summary>
    public FactScope? Facts { get; init; }

    /// <summary>Why there is no sandbox, where one is needed and that is known.</summary>
    public string? SandboxProblem { get; init; }

    /// <summary>Whether a person can approve tool calls.</summary>
    /// <value>Default: true.</value>
    public bool CanAsk { get; init; } = true;
}
