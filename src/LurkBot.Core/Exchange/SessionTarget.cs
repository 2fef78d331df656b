using LurkBot.Sessions;

namespace LurkBot.Exchange;

/// <summary>The session that a name means.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Shown">How it is shown to people: by its title where the key has a number of the platform, such as <c>discord:dev-updates:group</c>.</param>
internal sealed record SessionTarget(SessionKey Key, string Shown);
