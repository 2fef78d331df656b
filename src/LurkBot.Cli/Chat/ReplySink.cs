namespace LurkBot.Cli.Chat;

/// <summary>Where a reply goes while it comes.</summary>
/// <param name="OnText">Gets its pieces; null when nobody watches.</param>
/// <param name="OnNote">Gets what whoever waits should know, one sentence or several.</param>
internal sealed record ReplySink(Action<string>? OnText, Action<string> OnNote);
