using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>What became of a message to another session.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Target">The session that it went to.</param>
/// <param name="Entry">Its entry there.</param>
/// <param name="Text">All of it in words, for a model or the owner, with what to do next.</param>
internal sealed record ExchangeResult(ExchangeState State, SessionKey Target, long Entry, string Text)
{
    /// <summary>The answer.</summary>
    /// <value>Default: null, there is none.</value>
    public string? Answer { get; init; }

    /// <summary>Why there is no answer, or why it is not sent yet.</summary>
    /// <value>Default: null.</value>
    public string? Reason { get; init; }

    /// <summary>The entries of other sessions that <see cref="Text"/> quotes.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<EntrySource> Sources { get; init; } = [];

    /// <summary>The question that the session waits for.</summary>
    /// <value>Default: null, it asks nothing.</value>
    public ApprovalEntry? Approval { get; init; }
}
