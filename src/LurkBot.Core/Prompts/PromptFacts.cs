using LurkBot.Sessions;

namespace LurkBot.Prompts;

/// <summary>What the placeholders of a system prompt stand for.</summary>
/// <param name="Key">The session.</param>
/// <param name="People">The names of those who have spoken in it, in the order of their first words; as <see cref="ParticipantNames"/> gives them.</param>
/// <param name="Now">The moment.</param>
/// <param name="Zone">The zone that decides which day it is.</param>
internal sealed record PromptFacts(SessionKey Key, IReadOnlyList<string> People, DateTimeOffset Now, TimeZoneInfo Zone);
