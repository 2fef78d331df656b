using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>One open session of a store. Safe for concurrent callers; several processes may have the same session open.</summary>
public interface IStoredSession : IAsyncDisposable
{
    /// <summary>The session as of the last call.</summary>
    SessionInfo Info { get; }

    /// <summary>Roughly how many bytes of the session's history the handle keeps in memory.</summary>
    /// <value>Zero where nothing is kept, or it is not counted.</value>
    long RetainedBytes => 0;

    /// <summary>Appends entries atomically and durably, giving them consecutive ids.</summary>
    /// <param name="entries">Entries without ids; a turn of zero takes the newest turn.</param>
    /// <param name="cancellationToken">Cancels the wait, never a write that has begun.</param>
    /// <returns>The entries as stored.</returns>
    /// <exception cref="LurkBotException">The store cannot be written; it is as it was before.</exception>
    ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken);

    /// <summary>Appends what a turn has to say; the store checks that the turn still may.</summary>
    /// <param name="lease">The turn's lease.</param>
    /// <param name="entries">Entries without ids.</param>
    /// <param name="cancellationToken">Cancels the wait, never a write that has begun.</param>
    /// <returns>The entries as stored.</returns>
    /// <exception cref="StaleLeaseException">The lease was given back, or an entry answers a message that was answered already.</exception>
    /// <exception cref="LurkBotException">The store cannot be written; it is as it was before.</exception>
    ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken);

    /// <summary>Appends what is decided while nobody else can append.</summary>
    /// <param name="decide">Gets the session as it is, with its <see cref="SessionInfo.Turns"/>; gives the entries, none to leave it. Short, and without calls to the session.</param>
    /// <param name="cancellationToken">Cancels the wait, never a write that has begun.</param>
    /// <returns>The entries as stored.</returns>
    /// <exception cref="LurkBotException">The store cannot be written; it is as it was before.</exception>
    ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken);

    /// <summary>Appends a message unless its source is among the newest 256 entries; durable at once, also within a turn.</summary>
    /// <param name="message">The message, without id.</param>
    /// <param name="cancellationToken">Cancels the wait, never a write that has begun.</param>
    /// <returns>The message as stored; the earlier one when there is one.</returns>
    /// <exception cref="LurkBotException">The store cannot be written; it is as it was before.</exception>
    ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken);

    /// <summary>The newest entries, oldest of them first; costs the same however long the session is.</summary>
    ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken);

    /// <summary>The entries behind one, also those that others append during the call; costs the same however long the session is.</summary>
    /// <param name="id">The entry; zero for all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    async ValueTask<IReadOnlyList<Entry>> ReadAfterAsync(long id, CancellationToken cancellationToken)
    {
        var count = 1L;
        while (true)
        {
            var entries = await ReadNewestAsync((int)Math.Min(int.MaxValue, count), cancellationToken);
            // Read by number, entries come and push out the oldest: they are enough when they meet the one.
            if (entries.Count < count || entries[0].Id <= id + 1)
                return [.. entries.Where(entry => entry.Id > id)];
            count = entries[^1].Id - id;
        }
    }

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
    /// <param name="request">Who asks, and how long they wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Gives the session back when disposed of.</returns>
    /// <exception cref="SessionBusyException">Somebody else has it for longer than that.</exception>
    ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken);

    /// <summary>Who holds the session for a turn now, for messages that must not be withdrawn under them.</summary>
    /// <returns>Null when nobody does, or they have not said so yet.</returns>
    TurnLeaseOwner? FindLeaseOwner();
}
