namespace LurkBot.Entries;

/// <summary>What the model said and which tools it asked for.</summary>
public sealed record AssistantEntry : Entry, ITurnMark
{
    /// <summary>The <see cref="Finish"/> of words that no model wrote: another session had them posted.</summary>
    internal const string Posted = "posted";

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The tools it asked for; each has a result in the history.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Its reasoning, where the provider shows it.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The provider's signatures over the reasoning as raw JSON, where it wants them back; see <c>SignedReasoning</c>.</summary>
    public string? ReasoningProof { get; init; }

    /// <summary>Tokens as the provider counted them.</summary>
    public Usage? Usage { get; init; }

    /// <summary>Where the context began that the model saw; the next context goes on from there.</summary>
    public ContextRecord? Context { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<long> Heard { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<long> Answers { get; init; } = [];

    /// <summary>What its call saw first beside the messages of its turn: overheard messages, corrections, files that arrived. Ascending.</summary>
    public IReadOnlyList<long> Noted { get; init; } = [];

    /// <summary>Why it stopped: the provider's word, or <c>cancelled</c>, <c>error</c>, <c>interrupted</c>.</summary>
    public string? Finish { get; init; }

    /// <summary>Whether the text broke off.</summary>
    public bool Partial { get; init; }
}
