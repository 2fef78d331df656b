namespace LurkBot.Tests.Channels;

/// <summary>A message of the bot, as people see it.</summary>
/// <param name="Id">The platform's id.</param>
/// <param name="Text">What it says.</param>
internal sealed record KillShown(string Id, string Text);
