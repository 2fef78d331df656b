namespace LurkBot.Tests.Channels;

/// <summary>A message that a person wrote.</summary>
/// <param name="Chat">Where.</param>
/// <param name="Source">Its name in the ledger and in its session.</param>
/// <param name="Text">What it says.</param>
internal sealed record KillSaid(KillChat Chat, string Source, string Text);
