using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Exchange;

/// <summary>The platforms as sessions see them: which chats there are, and what is posted there, through the outbox. Thread-safe.</summary>
internal interface IChatPosts
{
    /// <summary>Whether chats of a channel can be posted in.</summary>
    /// <param name="channel">The channel.</param>
    bool Serves(string channel);

    /// <summary>The chats that are known: those that the platforms list, and those from which messages came.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Each once.</returns>
    ValueTask<IReadOnlyList<KnownChat>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The chat of a session.</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when it is not known where it is.</returns>
    ValueTask<KnownChat?> FindAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Makes sure, before something is posted in a session, that the outbox tells what is old there from what is new.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="LurkBotException">The outbox cannot be written.</exception>
    ValueTask PrepareAsync(IStoredSession session, CancellationToken cancellationToken);

    /// <summary>Hands what was posted in a session to the outbox, and waits a while for its fate.</summary>
    /// <param name="session">The session.</param>
    /// <param name="turn">The turn with which it was posted.</param>
    /// <param name="cancellationToken">Ends the wait; what is in the outbox is sent all the same.</param>
    ValueTask<PostFate> SendAsync(IStoredSession session, long turn, CancellationToken cancellationToken);
}
