using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tools;

/// <summary>What a turn may do with other sessions: find them, read them, send to them. Everything goes through the one check of <see cref="SessionAccess"/>. Thread-safe.</summary>
internal interface ISessionExchange
{
    /// <summary>Sends a message to another session.</summary>
    /// <param name="sender">Who sends it.</param>
    /// <param name="to">A key, alias, <c>#channel</c>, <c>@person</c> or title.</param>
    /// <param name="text">What is said.</param>
    /// <param name="wait">Whether the other session is asked, and its answer wanted.</param>
    /// <param name="cancellationToken">Stops it; what is durable stays.</param>
    /// <returns>What became of it, for the model or the person who sent it.</returns>
    /// <exception cref="LurkBotException">It may not be sent, or there is no such session.</exception>
    ValueTask<ExchangeResult> SendAsync(ExchangeSender sender, string to, string text, bool wait, CancellationToken cancellationToken);

    /// <summary>What became of a message that a session answers by itself, for the owner.</summary>
    /// <param name="session">The session.</param>
    /// <param name="entry">The message there.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null while it runs or waits for its turn.</returns>
    ValueTask<ExchangeResult?> FindResultAsync(SessionKey session, long entry, CancellationToken cancellationToken);

    /// <summary>The sessions that a turn may read.</summary>
    /// <param name="actor">The turn; null for the owner.</param>
    /// <param name="limit">The most of them, the newest first.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    ValueTask<ExchangeText> ListAsync(SessionActor? actor, int limit, CancellationToken cancellationToken);

    /// <summary>What was said in a session lately.</summary>
    /// <param name="actor">The turn; null for the owner.</param>
    /// <param name="session">A key, alias, <c>#channel</c>, <c>@person</c> or title.</param>
    /// <param name="limit">The most messages.</param>
    /// <param name="before">Only messages before this entry; null for the newest.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    ValueTask<ExchangeText> ReadAsync(SessionActor? actor, string session, int limit, long? before, CancellationToken cancellationToken);

    /// <summary>Finds messages in the sessions that a turn may read.</summary>
    /// <param name="actor">The turn; null for the owner.</param>
    /// <param name="words">A question or words.</param>
    /// <param name="session">Only this session; null for all.</param>
    /// <param name="limit">The most messages.</param>
    /// <param name="turn">Leaves out the actor's own session from this entry on, with which the turn began; null to leave out nothing.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    ValueTask<ExchangeText> SearchAsync(SessionActor? actor, string words, string? session, int limit, long? turn, CancellationToken cancellationToken);

    /// <summary>How a session is.</summary>
    /// <param name="actor">The turn; null for the owner.</param>
    /// <param name="session">A key, alias, <c>#channel</c>, <c>@person</c> or title.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    ValueTask<ExchangeText> DescribeAsync(SessionActor? actor, string session, CancellationToken cancellationToken);

    /// <summary>Waits until the session that a parked turn asked has answered, the time is over, or the turn is over.</summary>
    /// <param name="session">The session whose turn waits.</param>
    /// <param name="question">The entry with which it waits.</param>
    /// <param name="cancellationToken">Ends the wait; the turn stays parked.</param>
    /// <returns>Whether the turn may go on.</returns>
    ValueTask<bool> AwaitAnswerAsync(IStoredSession session, ApprovalEntry question, CancellationToken cancellationToken);
}
