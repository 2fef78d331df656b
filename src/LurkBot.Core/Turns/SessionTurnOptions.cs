using LurkBot.Context;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>How a session's turns ask the model.</summary>
internal sealed record SessionTurnOptions
{
    /// <summary>Whether the turn sees overheard talk; only where its plan has low trust (RULES LE13).</summary>
    /// <value>Default: true.</value>
    public bool Overhears { get; init; } = true;

    /// <summary>The model's name, for the history.</summary>
    public required string Model { get; init; }

    /// <summary>What the model is told before the conversation.</summary>
    public required string SystemPrompt { get; init; }

    /// <summary>How the context of each call is cut; the turn itself counts the system prompt and the tools.</summary>
    /// <value>Default: the newest steps within 128000 tokens.</value>
    public ContextSettings Context { get; init; } = new();

    /// <summary>Compacts the session when a provider says that the context is too long; the turn holds the session meanwhile. It gets the tokens that were too many.</summary>
    /// <value>Default: null, the context is only cut shorter.</value>
    public Func<IStoredSession, long, CancellationToken, Task>? OnOverflow { get; init; }

    /// <summary>The most tokens of a reply.</summary>
    /// <value>Default: 4096.</value>
    public int MaxTokens { get; init; } = 4096;

    /// <summary>How freely the model picks its words.</summary>
    /// <value>Default: null, the provider's own.</value>
    public double? Temperature { get; init; }

    /// <summary>How much the model thinks before it answers; the tokens for it come on top of <see cref="MaxTokens"/>.</summary>
    /// <value>Default: null, as the provider likes.</value>
    public ReasoningEffort? Reasoning { get; init; }

    /// <summary>Whether the reply is asked for piece by piece.</summary>
    /// <value>Default: true.</value>
    public bool Stream { get; init; } = true;

    /// <summary>The tools that the model may call.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<AIFunction> Tools { get; init; } = [];

    /// <summary>The most calls of tools in the turn; then the model sums up without tools.</summary>
    /// <value>Default: 100.</value>
    public int MaxToolCalls { get; init; } = 100;

    /// <summary>Told of a call of a tool that is not among them, after it was stored; gives what the model hears of it, null for the names of those that are.</summary>
    /// <value>Default: null.</value>
    public Func<FunctionCallContent, string?>? OnUnknownCall { get; init; }

    /// <summary>Keeps the session within its budgets.</summary>
    /// <value>Default: null, nothing is counted.</value>
    public ITurnBudget? Budget { get; init; }

    /// <summary>How the turn runs in its session: who may stop it, and which messages may join it.</summary>
    /// <value>Default: nothing looks at the session meanwhile.</value>
    public ITurnWatch? Watch { get; init; }

    /// <summary>Told of the turn's calls of models and tools.</summary>
    /// <value>Default: null, nobody is.</value>
    public LurkBotTelemetry? Telemetry { get; init; }

    /// <summary>Why the turn was cancelled, in a sentence; asked when it was.</summary>
    /// <value>Default: null, the user's own wish.</value>
    public Func<string?>? WhyStopped { get; init; }

    /// <summary>Whether the turn was ended since nothing happened in it: it failed then.</summary>
    /// <value>Default: null, never.</value>
    public Func<TurnStalledException?>? Stalled { get; init; }

    /// <summary>Messages of other processes: they stay pending when this process is stopped before a response to them came.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<long> OfOthers { get; init; } = [];

    /// <summary>Whether <see cref="Tools"/> are all that can be called; false for an agent that brings its own.</summary>
    internal bool KnowsTools { get; init; } = true;
}
