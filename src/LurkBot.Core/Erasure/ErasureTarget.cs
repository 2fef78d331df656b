using LurkBot.Sessions;

namespace LurkBot.Erasure;

/// <summary>What is to be destroyed: a session, one of its entries, or all that a person said. Exactly one of these.</summary>
internal sealed record ErasureTarget
{
    private ErasureTarget()
    {
    }

    /// <summary>The session; null for a person.</summary>
    public SessionKey? Session { get; private init; }

    /// <summary>The entry of the session; null for all of it.</summary>
    public long? EntryId { get; private init; }

    /// <summary>The person's id on their platform; null for a session or an entry.</summary>
    public string? Person { get; private init; }

    /// <summary>The person's channel; null for any.</summary>
    public string? Channel { get; private init; }

    /// <summary>A whole session.</summary>
    public static ErasureTarget OfSession(SessionKey key) => new() { Session = key };

    /// <summary>One entry.</summary>
    public static ErasureTarget OfEntry(SessionKey key, long id) => new() { Session = key, EntryId = id };

    /// <summary>All that a person said.</summary>
    /// <param name="id">The person's id on their platform.</param>
    /// <param name="channel">Their platform; null for any.</param>
    public static ErasureTarget OfPerson(string id, string? channel) => new() { Person = id, Channel = channel };

    /// <inheritdoc/>
    public override string ToString() => Person is not null ? $"all that {Person} said" : EntryId is { } id ? $"entry {id} of {Session}" : $"the session {Session}";
}
