using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>
/// A store whose sessions can be moved, renamed and destroyed: what an assistant needs for the life of its sessions. Every
/// implementation passes the suite in <c>LurkBot.Storage.TestKit</c>. Thread-safe.
/// </summary>
public interface IRewritableStore : ISessionStore
{
    /// <summary>Puts a session away; it is still listed, read, and restored by its next message.</summary>
    /// <param name="key">The session.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="LurkBotException">There is no such session, it is empty, or a turn is under way.</exception>
    ValueTask ArchiveAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken);

    /// <summary>Brings a session back from the archive, or else the one of that key that was deleted last.</summary>
    /// <param name="key">The session.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="LurkBotException">A session of that key is in use.</exception>
    ValueTask<bool> RestoreAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken);

    /// <summary>Moves a session to the trash.</summary>
    /// <param name="key">The session.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="LurkBotException">There is no such session, or a turn is under way.</exception>
    ValueTask DeleteAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken);

    /// <summary>Gives a session another key; id and history stay.</summary>
    /// <param name="key">The key that it has.</param>
    /// <param name="target">The key that it gets.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="LurkBotException">There is no such session, the key is taken, or a turn is under way.</exception>
    ValueTask RenameAsync(SessionKey key, SessionKey target, SessionChange change, CancellationToken cancellationToken);

    /// <summary>Names every stored copy of a session: in use, archived and deleted.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Names for <see cref="ReadCopyAsync"/>.</returns>
    ValueTask<IReadOnlyList<string>> ListCopiesAsync(CancellationToken cancellationToken);

    /// <summary>Reads a stored copy whole.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when it was moved or destroyed meanwhile. A damaged one has a <see cref="SessionCopy.Problem"/>.</returns>
    ValueTask<SessionCopy?> ReadCopyAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads bytes that a session keeps, wherever the session is.</summary>
    /// <param name="id">The session.</param>
    /// <param name="hash">Their name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when they are missing or damaged.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(SessionId id, string hash, CancellationToken cancellationToken);

    /// <summary>Makes sure that no turn of a copy's session is under way. One that is damaged or gone has none.</summary>
    /// <param name="name">The copy.</param>
    /// <param name="change">Who asks.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <exception cref="SessionBusyException">One is.</exception>
    ValueTask RequireFreeAsync(string name, SessionChange change, CancellationToken cancellationToken);

    /// <summary>Writes a copy anew with other entries; nothing of the old ones is kept.</summary>
    /// <param name="name">The copy.</param>
    /// <param name="rewrite">Gives the entry that takes an entry's place; it has the same id.</param>
    /// <param name="keepField">Whether a field of another program stays.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="SessionBusyException">A turn is under way.</exception>
    /// <exception cref="LurkBotException">It is gone or damaged, or the store cannot be written.</exception>
    ValueTask RewriteAsync(string name, Func<Entry, Entry> rewrite, Func<UnknownField, bool> keepField, SessionChange change, CancellationToken cancellationToken);

    /// <summary>Destroys a copy, without a way back; its blobs stay.</summary>
    /// <param name="name">The copy.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="SessionBusyException">A turn is under way.</exception>
    ValueTask DestroyAsync(string name, SessionChange change, CancellationToken cancellationToken);

    /// <summary>Destroys bytes that a session keeps.</summary>
    /// <param name="id">The session.</param>
    /// <param name="hashes">Their names; those that are not there are skipped.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    ValueTask DestroyBlobsAsync(SessionId id, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken);

    /// <summary>Destroys what was deleted long ago, and blobs that belong to no session any more.</summary>
    /// <param name="age">How long it is kept.</param>
    /// <param name="dryRun">Whether nothing is destroyed.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>The names of what was, or would be, destroyed.</returns>
    ValueTask<IReadOnlyList<string>> PurgeTrashAsync(TimeSpan age, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Measures all sessions, archived ones included.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>The bytes that they take.</returns>
    ValueTask<long> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Measures what archiving a session would free.</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Bytes; negative for a very small session, zero when there is none or archiving frees nothing.</returns>
    ValueTask<long> MeasureArchivingAsync(SessionKey key, CancellationToken cancellationToken);
}
