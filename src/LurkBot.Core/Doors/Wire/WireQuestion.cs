namespace LurkBot.Doors;

/// <summary>A message that is answered.</summary>
/// <param name="Id">Its entry.</param>
/// <param name="Text">What was said.</param>
internal sealed record WireQuestion(long Id, string Text);
