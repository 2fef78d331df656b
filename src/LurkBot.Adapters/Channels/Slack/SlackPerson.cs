namespace LurkBot.Channels;

/// <summary>What is known of a person.</summary>
/// <param name="Name">The name for people; null when it is not known.</param>
/// <param name="IsBot">Whether it is a program.</param>
/// <param name="IsAdministrator">Whether the person administers the workspace.</param>
internal sealed record SlackPerson(string? Name, bool IsBot, bool IsAdministrator);
