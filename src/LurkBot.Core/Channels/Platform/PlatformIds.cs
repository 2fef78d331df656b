namespace LurkBot.Channels;

/// <summary>How a platform's ids of one kind look: names and usernames change hands, so they are not ids.</summary>
/// <param name="Accepts">What is accepted and where an id is found, as an error says it.</param>
/// <param name="IsId">Whether a text is such an id.</param>
internal sealed record PlatformIds(string Accepts, Func<string, bool> IsId);
