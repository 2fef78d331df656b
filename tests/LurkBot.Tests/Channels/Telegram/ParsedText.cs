namespace LurkBot.Tests.Channels.Telegram;

/// <summary>What the server makes of a text with markup.</summary>
/// <param name="Text">The visible text.</param>
/// <param name="Entities">What is kept of the formatting, in order.</param>
/// <param name="Dropped">What the server drops without a word: formatting inside code, quotes inside quotes, links that lead nowhere.</param>
internal sealed record ParsedText(string Text, IReadOnlyList<TextEntity> Entities, IReadOnlyList<TextEntity> Dropped);
