using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Tools;

/// <summary>Who sends a message to another session, and because of what.</summary>
/// <param name="OnBehalfOf">The person because of whose message it is sent, with the trust of the turn that sends it.</param>
/// <param name="Idempotency">Names the message: sent again under the same name, it is not said twice.</param>
internal sealed record ExchangeSender(Sender OnBehalfOf, string Idempotency)
{
    /// <summary>The turn that sends it; null for the owner's command.</summary>
    public SessionActor? Actor { get; init; }

    /// <summary>The session that sends it; null for the owner's command.</summary>
    public IStoredSession? Session { get; init; }

    /// <summary>The chain that the turn answers; null when it answers a person.</summary>
    public MessageOrigin? Cause { get; init; }

    /// <summary>Names the turn that sends it, with which a chain begins when it answers a person.</summary>
    /// <value>Default: null, the message begins one of its own.</value>
    public string? Root { get; init; }

    /// <summary>The name of the command that sends it; for the owner's command only.</summary>
    public string Command { get; init; } = "";
}
