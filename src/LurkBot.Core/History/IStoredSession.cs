namespace LurkBot.History;

/// <summary>One open session of a store. One caller at a time; several processes may have the same session open.</summary>
public interface IStoredSession : IDisposable
{
    /// <summary>The session as of the last call.</summary>
    SessionInfo Info { get; }

    /// <summary>Appends entries atomically and durably, giving them consecutive ids.</summary>
    /// <param name="entries">Entries without ids; a turn of zero takes the newest turn.</param>
    /// <param name="cancellationToken">Cancels the wait, never a write that has begun.</param>
    /// <returns>The entries as stored.</returns>
    /// <exception cref="LurkBotException">The store cannot be written; it is as it was before.</exception>
    ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken);

    /// <summary>The newest entries, oldest of them first; costs the same however long the session is.</summary>
    ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken);

    /// <summary>All entries.</summary>
    ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>The session's document, as <c>spec/sessions.md</c> shows it.</summary>
    ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken);

    /// <summary>Keeps bytes beside the history, durably; the history speaks of them by their hash.</summary>
    /// <param name="content">A long output, an attached file.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Their name, see <see cref="BlobHash"/>.</returns>
    /// <exception cref="LurkBotException">The store cannot be written.</exception>
    ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads bytes that were kept, and checks them.</summary>
    /// <param name="hash">Their name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when there are none of that name.</returns>
    /// <exception cref="SessionDamagedException">They are not those that were kept.</exception>
    ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Takes the session for one turn, so that no other process runs one meanwhile.</summary>
    /// <param name="wait">Who asks, and how long they wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Gives the session back when disposed of.</returns>
    /// <exception cref="SessionBusyException">Somebody else has it for longer than that.</exception>
    ValueTask<TurnHold> TakeTurnAsync(TurnWait wait, CancellationToken cancellationToken);
}
