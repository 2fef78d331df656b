namespace LurkBot.Channels;

/// <summary>What Discord says of a bot.</summary>
/// <param name="Self">The bot.</param>
/// <param name="Title">Its application's name.</param>
/// <param name="OwnerId">The person who owns the application; null when Discord does not say.</param>
/// <param name="OwnerName">That person's name; null when Discord does not say.</param>
/// <param name="SendsElsewhere">Whether an Interactions Endpoint URL is set: commands and buttons then never reach the gateway (CHANNELS D35).</param>
/// <param name="Starts">How many sessions may begin; null when Discord does not say.</param>
internal sealed record DiscordIdentity(DiscordSelf Self, string Title, Snowflake? OwnerId, string? OwnerName, bool SendsElsewhere, Wire.DiscordStartLimit? Starts = null)
{
    /// <summary>What the bot lacks in the channels in which it is to answer; null when that was not asked for.</summary>
    public IReadOnlyList<DiscordAccess>? Access { get; init; }

    /// <summary>How people name it.</summary>
    public string Handle => Self.Name is { } name ? "@" + name : "bot " + Self.Account;

    /// <summary>Where a person adds the bot to a server.</summary>
    public string InviteLink => $"https://discord.com/oauth2/authorize?client_id={Self.Application}&scope=bot+applications.commands&permissions={(ulong)DiscordPermission.Used}";

    /// <summary>Where the bot is set up.</summary>
    public string Portal => $"https://discord.com/developers/applications/{Self.Application}";
}
