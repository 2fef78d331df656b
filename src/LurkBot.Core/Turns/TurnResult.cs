using LurkBot.Entries;

namespace LurkBot.Turns;

/// <summary>How a turn ended.</summary>
/// <param name="Fate">What became of its messages.</param>
/// <param name="Reply">The text of the reply; what came of it when it broke off.</param>
/// <param name="Model">The model that answered, or was asked.</param>
/// <param name="Usage">Tokens, summed over the turn's calls to the model; null when the provider gave none.</param>
/// <param name="FinishReason">The provider's reason, or <c>cancelled</c> or <c>error</c>.</param>
/// <param name="Error">Why the turn failed, when it did.</param>
internal sealed record TurnResult(TurnFate Fate, string Reply, string Model, Usage? Usage, string FinishReason, Exception? Error)
{
    /// <summary>What the model thought before and between, where the provider shows it; else null.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The messages that it answers.</summary>
    public IReadOnlyList<long> Answers { get; init; } = [];

    /// <summary>Why it was cancelled, in a sentence, when that was not this process's own wish; else null.</summary>
    public string? Why { get; init; }

    /// <summary>The entry that has the reply; null when it is not stored.</summary>
    public long? Entry { get; init; }

    /// <summary>Whether the turn waits for an approval and has no fate yet.</summary>
    public bool IsParked { get; init; }
}
