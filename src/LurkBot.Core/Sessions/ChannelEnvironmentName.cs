namespace LurkBot.Sessions;

/// <summary>The name of a channel in environment variables: <c>my-chat</c> is <c>MY_CHAT</c>. No two channels share one.</summary>
internal static class ChannelEnvironmentName
{
    /// <summary>The name of a channel.</summary>
    /// <param name="channel">The channel, <c>[a-z][a-z0-9-]*</c>.</param>
    public static string For(string channel) => channel.ToUpperInvariant().Replace('-', '_');

    /// <summary>Whether a text can be a channel's name in a variable. Two underscores part a variable's name, and SESSION is not left to channels.</summary>
    /// <param name="name">The part of the variable between <c>LURKBOT_</c> and the next two underscores.</param>
    public static bool IsValid(string name) =>
        name.Length > 0 && char.IsAsciiLetterUpper(name[0]) && !name.Contains("__", StringComparison.Ordinal)
        && name.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_')
        && name is not "SESSION";
}
