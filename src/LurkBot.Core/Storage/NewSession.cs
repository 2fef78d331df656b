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

    /// <summary>Bytes that the history speaks of, by their SHA-256 as it names them; they are kept before the session is there.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Func<ReadOnlyMemory<byte>>> Blobs { get; init; } = new Dictionary<string, Func<ReadOnlyMemory<byte>>>(StringComparer.Ordinal);

    /// <summary>Top-level fields that this version does not know, such as a title.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];

    /// <summary>Metadata that this version does not know.</summary>
    public IReadOnlyList<UnknownField> UnknownMetadata { get; init; } = [];

    /// <summary>Reads bytes, which must be those that the history names.</summary>
    /// <exception cref="LurkBotException">They are others.</exception>
    internal ReadOnlyMemory<byte> ReadBlob(string hash) => Blobs[hash]() is var bytes && string.Equals(BlobHash.Of(bytes.Span), hash, StringComparison.Ordinal)
        ? bytes
        : throw new LurkBotException($"An attached file of {Key} changed while it was read. Do it again.");

    /// <summary>The first line of its document.</summary>
    internal SessionHead ToHead(DateTimeOffset now) => new(Key, Id ?? SessionId.New(now), CreatedAt, Unknown, UnknownMetadata);
}
