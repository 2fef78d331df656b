namespace LurkBot.Channels.Wire;

/// <summary>A file that is sent.</summary>
internal sealed record DiscordUpload(int Id, string Filename);
