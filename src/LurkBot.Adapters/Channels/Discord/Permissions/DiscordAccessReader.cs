using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>Asks Discord what the bot may do in the channels in which it is to answer.</summary>
/// <param name="api">Makes requests.</param>
/// <param name="self">The bot.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class DiscordAccessReader(DiscordApi api, DiscordSelf self, TimeProvider time, DiscordTimes times)
{
    private readonly Dictionary<Snowflake, (DiscordGuild? Guild, DiscordMember? Member, DiscordAnswer Answer)> guilds = [];

    /// <summary>Reads the access to each allowed channel; of an allowed server without such, to each channel that the bot sees there.</summary>
    /// <param name="options">What the owner set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DiscordAccess>> ReadAsync(ChannelOptions options, CancellationToken cancellationToken)
    {
        var found = new List<DiscordAccess>();
        foreach (var text in options.AllowedGroups)
            found.Add(Snowflake.TryParse(text) is { } id ? await ReadAsync(id, cancellationToken) : new DiscordAccess(text, DiscordPermission.None, $"{text} is not an id of a channel."));
        if (options.AllowedGroups.Count > 0)
            return found;
        foreach (var text in options.AllowedGuilds)
            found.AddRange(Snowflake.TryParse(text) is { } id ? await ReadGuildAsync(id, cancellationToken) : [new DiscordAccess(text, DiscordPermission.None, $"{text} is not an id of a server.")]);
        return found;
    }

    /// <summary>Reads the access to one channel or thread.</summary>
    /// <param name="id">The channel or thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DiscordAccess> ReadAsync(Snowflake id, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"/channels/{id}", cancellationToken);
        if (answer.Read(DiscordJson.Default.DiscordRoom) is not { } room)
            return Unseen($"{id}", answer);
        var (place, type) = (room, room.Type);
        // A thread has the permissions of its channel.
        if (DiscordRoomKind.IsThread(type) && room.ParentId is { } parent)
        {
            answer = await GetAsync($"/channels/{parent}", cancellationToken);
            if (answer.Read(DiscordJson.Default.DiscordRoom) is not { } channel)
                return Unseen(NameOf(room), answer);
            place = channel;
        }

        return await JudgeAsync(room, place, cancellationToken);
    }

    private async Task<IReadOnlyList<DiscordAccess>> ReadGuildAsync(Snowflake id, CancellationToken cancellationToken)
    {
        var (guild, _, answer) = await FindAsync(id, cancellationToken);
        if (guild is null)
            return [new DiscordAccess($"{id}", DiscordPermission.None, answer is DiscordAnswer.Refused { Status: 403 or 404 } ? $"The bot is not in the server {id}: invite it there." : $"The server {id} could not be read ({answer.Said}).")];
        answer = await GetAsync($"/guilds/{id}/channels", cancellationToken);
        if (answer.Elements() is not { } all)
            return [new DiscordAccess($"{id}", DiscordPermission.None, $"The channels of {guild.Name} could not be read ({answer.Said}).")];
        var found = new List<DiscordAccess>();
        // Text, announcements, forums and media.
        foreach (var room in all.Select(raw => DiscordAnswer.ReadOne(raw, DiscordJson.Default.DiscordRoom)).OfType<DiscordRoom>().Where(room => room.Type is 0 or 5 or 15 or 16))
        {
            // One that is hidden from the bot is not meant for it.
            if (await JudgeAsync(room with { GuildId = id }, room, cancellationToken) is var access && !access.Missing.HasFlag(DiscordPermission.ViewChannel))
                found.Add(access);
        }

        return found.Count > 0 ? found : [new DiscordAccess($"{guild.Name}", DiscordPermission.ViewChannel)];
    }

    private async Task<DiscordAccess> JudgeAsync(DiscordRoom room, DiscordRoom place, CancellationToken cancellationToken)
    {
        if (room.GuildId is not { } id)
            return new DiscordAccess(NameOf(room), DiscordPermission.None, $"{NameOf(room)} is not a channel of a server.");
        var (guild, member, answer) = await FindAsync(id, cancellationToken);
        if (guild is null || member is null)
            return new DiscordAccess(NameOf(room), DiscordPermission.None, $"What the bot may do in {NameOf(room)} could not be read ({answer.Said}).");
        var isTimedOut = member.CommunicationDisabledUntil > time.GetUtcNow();
        var granted = DiscordPermissions.In(guild, self.Id, member.Roles ?? [], place.PermissionOverwrites ?? [], isTimedOut);
        return new DiscordAccess(NameOf(room), DiscordPermissions.NeededIn(room.Type) & ~granted, isTimedOut ? $"A moderator of {guild.Name} timed the bot out until {member.CommunicationDisabledUntil:u}." : null);
    }

    /// <summary>A server with its roles, and the bot as its member; each is asked for once.</summary>
    private async Task<(DiscordGuild? Guild, DiscordMember? Member, DiscordAnswer Answer)> FindAsync(Snowflake id, CancellationToken cancellationToken)
    {
        if (guilds.TryGetValue(id, out var known))
            return known;
        var answer = await GetAsync($"/guilds/{id}", cancellationToken);
        if (answer.Read(DiscordJson.Default.DiscordGuild) is not { } guild)
            return guilds[id] = (null, null, answer);
        answer = await GetAsync($"/guilds/{id}/members/{self.Id}", cancellationToken);
        return guilds[id] = (guild, answer.Read(DiscordJson.Default.DiscordMember), answer);
    }

    private async Task<DiscordAnswer> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(HttpMethod.Get, path, null, times.Ordinary, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return answer;
    }

    private static DiscordAccess Unseen(string channel, DiscordAnswer answer) => answer switch
    {
        // Missing Access: it is there, and the bot does not see it.
        DiscordAnswer.Refused { Code: 50001 } => new DiscordAccess(channel, DiscordPermission.ViewChannel),
        DiscordAnswer.Refused { Status: 403 or 404 } => new DiscordAccess(channel, DiscordPermission.None, $"There is no channel {channel} for the bot: the id is wrong, or the bot is not in its server."),
        _ => new DiscordAccess(channel, DiscordPermission.None, $"What the bot may do in {channel} could not be read ({answer.Said})."),
    };

    private static string NameOf(DiscordRoom room) => room.Name is { Length: > 0 } name ? $"#{name} ({room.Id})" : $"{room.Id}";
}
