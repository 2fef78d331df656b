using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>A session that begins with a history, such as an imported one.</summary>
/// <param name="Key">Its key.</param>
/// <param name="CreatedAt">When the conversation began.</param>
/// <param name="Entries">Its history; entries without an id are numbered as they are stored.</param>
public sealed record NewSession(SessionKey Key, DateTimeOffset CreatedAt, IReadOnlyList<Entry> Entries)
{
    /// <summary>Its id, which no other session may have; null for a new one.</summary>
    public SessionId? Id { get; init; }

    /// <summary>Top-level fields that this version does not know, such as a title.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];

    /// <summary>Metadata that this version does not know.</summary>
    public IReadOnlyList<UnknownField> UnknownMetadata { get; init; } = [];

    /// <summary>The first line of its document.</summary>
    internal SessionHead ToHead(DateTimeOffset now) => new(Key, Id ?? SessionId.New(now), CreatedAt, Unknown, UnknownMetadata);
}
