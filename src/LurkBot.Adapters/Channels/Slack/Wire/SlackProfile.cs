namespace LurkBot.Channels;

/// <summary>What a person shows of themselves.</summary>
/// <param name="DisplayName">The name that they chose.</param>
/// <param name="RealName">Their name.</param>
internal sealed record SlackProfile(string? DisplayName, string? RealName);
