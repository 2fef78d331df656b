using LurkBot.Sessions;

namespace LurkBot.Access;

/// <summary>What decides who may read a session.</summary>
/// <param name="Key">The session.</param>
/// <param name="People">Who ever wrote in it; accounts that are linked are one person. Empty when that is not known.</param>
/// <param name="Parents">The session that started it, the one that started that, and so on.</param>
internal sealed record SessionFacts(SessionKey Key, IReadOnlyCollection<PersonId> People, IReadOnlyList<SessionKey> Parents)
{
    /// <summary>The most trust that a turn of the session can have.</summary>
    /// <value>Default: that of its type.</value>
    public Trust MostTrust { get; init; } = Key.Type.MaximumTrust();
}
