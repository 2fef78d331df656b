using LurkBot.Sessions;

namespace LurkBot.Access;

/// <summary>Who wants to read or send: a turn of a session.</summary>
/// <param name="Key">The session.</param>
/// <param name="Trust">The turn's trust.</param>
/// <param name="Visibility">What the turn sees, see <see cref="AccessOptions.Of(SessionType, Trust, Visibility?)"/>.</param>
/// <param name="People">Who wrote the turn's messages, as far as that is known; accounts that are linked are one person.</param>
internal sealed record SessionActor(SessionKey Key, Trust Trust, Visibility Visibility, IReadOnlyCollection<PersonId> People);
