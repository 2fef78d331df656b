using LurkBot.Sessions;

namespace LurkBot.Erasure;

/// <summary>A decided erasure, which each store of text carries out for its part.</summary>
/// <param name="Target">What is to be destroyed.</param>
/// <param name="Change">Who asks for it, and why.</param>
/// <param name="Steps">The stored sessions, copies first: so that an erasure that broke off can be begun again.</param>
/// <param name="Text">Recognizes what was said.</param>
/// <param name="LongText">Recognizes of it what is too long to be anybody else's, and for a person what they sent.</param>
/// <param name="Unreadable">Sessions that could not be read, one sentence each.</param>
internal sealed record ErasurePlan(ErasureTarget Target, SessionChange Change, IReadOnlyList<ErasureStep> Steps, ErasedText Text, ErasedText LongText, IReadOnlyList<string> Unreadable)
{
    /// <summary>What was sent to other sessions, and goes with it.</summary>
    /// <value>Default: nothing.</value>
    public IReadOnlyList<SentCopy> Sent { get; init; } = [];

    /// <summary>The entries that stay and have the same words.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<FoundElsewhere> Elsewhere { get; init; } = [];

    /// <summary>All stored sessions that can be read, with the names of their files.</summary>
    /// <value>Default: none.</value>
    public ILookup<SessionId, string> Stored { get; init; } = Array.Empty<string>().ToLookup(_ => default(SessionId));

    /// <summary>When an earlier erasure erased the entry; null when none did.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>The steps that take from forks of the session that was named, or of one that has a copy, and from what it is a fork of. None for a person.</summary>
    internal IReadOnlyList<ErasureStep> Others => Target.Person is not null ? [] : [.. Steps.Where(step => step.Reasons.Values.Contains(ErasureReason.Shared))];

    /// <summary>The steps that take from sessions that were not named.</summary>
    internal IEnumerable<ErasureStep> Copies => Steps.Where(step => !step.IsOwn);

    /// <summary>The key of a session that has the same words; null when it is not known.</summary>
    /// <param name="session">The session.</param>
    internal string? KeyOf(SessionId? session) => Elsewhere.FirstOrDefault(found => found.Session == session && found.Entry > 0)?.Where is { } where ? where[..where.LastIndexOf('#')] : null;

    /// <summary>Whether words that a session's turn has are another session's, and stay there.</summary>
    /// <param name="session">The session, by its id as text.</param>
    /// <param name="turn">The turn.</param>
    internal bool StandsElsewhere(string session, long turn) => Elsewhere.Any(found => found.Turn == turn && found.Session?.ToString() == session);
}
