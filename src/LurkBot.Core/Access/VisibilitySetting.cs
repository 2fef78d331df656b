namespace LurkBot.Access;

/// <summary>What is set for one session.</summary>
/// <param name="Visibility">What it sees.</param>
internal sealed record VisibilitySetting(Visibility Visibility);
