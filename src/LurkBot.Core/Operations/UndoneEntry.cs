using LurkBot.Entries;

namespace LurkBot.Operations;

/// <summary>What was taken back in a session.</summary>
/// <param name="Entry">The clear, summary or setting; for a turn its message.</param>
/// <param name="Messages">How many messages the model sees now.</param>
internal sealed record UndoneEntry(Entry Entry, int Messages);
