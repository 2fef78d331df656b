using System.Globalization;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>A message is accepted and durable, but another turn holds the session for longer than its door waits; it will be answered.</summary>
/// <param name="key">The session.</param>
/// <param name="id">The message.</param>
/// <param name="owner">Who holds the session, if that is known.</param>
public sealed class MessageAcceptedException(SessionKey key, long id, TurnLeaseOwner? owner)
    : LurkBotException(string.Create(CultureInfo.InvariantCulture, $"Accepted as entry {id}: {(owner is null ? "it will be answered when the session is next opened" : $"{owner} is answering it")}. To see the reply, run: lurkbot sessions show {key}"))
{
    /// <summary>The message.</summary>
    public long Id { get; } = id;

    /// <inheritdoc/>
    public override string ForSender => "Your message was received and is being answered.";

    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Accepted;
}
