namespace LurkBot.Channels;

/// <summary>A command as a platform's menu shows it.</summary>
/// <param name="Name">Without its slash.</param>
/// <param name="Help">What it does, in one line.</param>
internal sealed record ChannelCommand(string Name, string Help);
