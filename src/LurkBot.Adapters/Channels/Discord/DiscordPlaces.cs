using LurkBot.Channels.Wire;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>What is known of Discord's servers, channels and threads. All of it can be asked for again. Thread-safe.</summary>
internal sealed class DiscordPlaces
{
    private const int MostRooms = 100_000;
    private const ulong Administrator = 1 << 3, ManageGuild = 1 << 5;

    private readonly Lock gate = new();
    private readonly Dictionary<Snowflake, DiscordRoom> rooms = [];
    private readonly Dictionary<Snowflake, Snowflake> directs = [];
    private readonly Dictionary<Snowflake, (Snowflake? Owner, string? Name, Dictionary<Snowflake, DiscordRole> Roles)> guilds = [];

    /// <summary>All channels and threads that are known.</summary>
    public IReadOnlyList<DiscordRoom> Rooms
    {
        get
        {
            lock (gate)
                return [.. rooms.Values];
        }
    }

    /// <summary>Takes in a server with its channels, roles and active threads.</summary>
    /// <param name="guild">The server.</param>
    public void Put(DiscordGuild guild)
    {
        if (guild.Unavailable)
            return;
        lock (gate)
        {
            guilds[guild.Id] = (guild.OwnerId, guild.Name, (guild.Roles ?? []).DistinctBy(role => role.Id).ToDictionary(role => role.Id));
            foreach (var room in (guild.Channels ?? []).Concat(guild.Threads ?? []))
                Keep(room with { GuildId = guild.Id });
        }
    }

    /// <summary>Takes in a channel or thread.</summary>
    /// <param name="room">The channel or thread.</param>
    public void Put(DiscordRoom room)
    {
        lock (gate)
            Keep(room);
    }

    /// <summary>Takes in a role.</summary>
    /// <param name="guild">Its server.</param>
    /// <param name="role">The role.</param>
    public void Put(Snowflake guild, DiscordRole role)
    {
        lock (gate)
        {
            if (guilds.TryGetValue(guild, out var known))
                known.Roles[role.Id] = role;
        }
    }

    /// <summary>Takes in the person of a direct chat.</summary>
    /// <param name="room">The direct chat.</param>
    /// <param name="person">The person.</param>
    public void PutDirect(Snowflake room, Snowflake person)
    {
        lock (gate)
        {
            Keep(new DiscordRoom(room, DiscordRoomKind.Direct, null, null, null, rooms.GetValueOrDefault(room)?.LastMessageId, [new DiscordUser(person, null, null, false)]));
            directs[person] = room;
        }
    }

    /// <summary>Forgets everything but direct chats.</summary>
    public void Forget()
    {
        lock (gate)
        {
            guilds.Clear();
            foreach (var room in rooms.Values.Where(room => room.Type != DiscordRoomKind.Direct).ToList())
                rooms.Remove(room.Id);
        }
    }

    /// <summary>A channel or thread is gone.</summary>
    /// <param name="id">Its id.</param>
    public void Remove(Snowflake id)
    {
        lock (gate)
            rooms.Remove(id);
    }

    /// <summary>A channel or thread.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Null when it is not known.</returns>
    public DiscordRoom? Find(Snowflake id)
    {
        lock (gate)
            return rooms.GetValueOrDefault(id);
    }

    /// <summary>The direct chat with a person.</summary>
    /// <param name="person">The person.</param>
    /// <returns>Null when it is not known.</returns>
    public Snowflake? FindDirect(Snowflake person)
    {
        lock (gate)
            return directs.TryGetValue(person, out var room) ? room : null;
    }

    /// <summary>Whether a server's roles are known.</summary>
    /// <param name="guild">The server.</param>
    public bool Knows(Snowflake guild)
    {
        lock (gate)
            return guilds.ContainsKey(guild);
    }

    /// <summary>The name of a role.</summary>
    /// <param name="guild">The server.</param>
    /// <param name="role">The role.</param>
    public string? RoleName(Snowflake? guild, Snowflake role)
    {
        lock (gate)
            return guild is { } id && guilds.TryGetValue(id, out var known) && known.Roles.TryGetValue(role, out var found) ? found.Name : null;
    }

    /// <summary>Whether a role is the one that Discord made for the bot.</summary>
    /// <param name="guild">The server.</param>
    /// <param name="role">The role.</param>
    /// <param name="bot">The bot.</param>
    public bool IsRoleOf(Snowflake guild, Snowflake role, Snowflake bot)
    {
        lock (gate)
            return guilds.TryGetValue(guild, out var known) && known.Roles.TryGetValue(role, out var found) && found.Tags?.BotId == bot;
    }

    /// <summary>Whether a person administers a server: owns it, or has a role that may manage it.</summary>
    /// <param name="guild">The server.</param>
    /// <param name="person">The person.</param>
    /// <param name="roles">The person's roles.</param>
    public bool IsAdministrator(Snowflake guild, Snowflake person, IReadOnlyList<Snowflake> roles)
    {
        lock (gate)
            return guilds.TryGetValue(guild, out var known) && (known.Owner == person || roles.Any(role => known.Roles.TryGetValue(role, out var found) && Manages(found.Permissions)));
    }

    /// <summary>Whether permissions are those of a person who manages a server.</summary>
    /// <param name="permissions">The permissions, as a number in a text.</param>
    public static bool Manages(string? permissions) =>
        ulong.TryParse(permissions, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var bits) && (bits & (Administrator | ManageGuild)) != 0;

    /// <summary>A channel, thread or direct chat as a chat.</summary>
    /// <param name="room">The channel.</param>
    /// <param name="account">The bot's account.</param>
    /// <returns>Null for a chat of several people outside of servers, or a thread of an unknown channel.</returns>
    public static PlatformChat? ChatOf(DiscordRoom room, string account) => room switch
    {
        // A direct chat goes by its person's id, as owners and allowlists do; its own id says nothing to anyone.
        { Type: DiscordRoomKind.Direct, Recipients: [var person, ..] } => new PlatformChat(new DeliveryTarget(DiscordChannel.ChannelName, account, person.Id.ToString(), null), PlatformChatKind.Direct),
        { GuildId: null } => null,
        _ when !DiscordRoomKind.IsThread(room.Type) => new PlatformChat(new DeliveryTarget(DiscordChannel.ChannelName, account, room.Id.ToString(), null), PlatformChatKind.Group) { Guild = room.GuildId.ToString(), Title = room.Name },
        { ParentId: { } parent } => new PlatformChat(new DeliveryTarget(DiscordChannel.ChannelName, account, parent.ToString(), room.Id.ToString()), PlatformChatKind.Group) { Guild = room.GuildId.ToString(), Title = room.Name },
        _ => null,
    };

    private void Keep(DiscordRoom room)
    {
        if (rooms.Count >= MostRooms)
            rooms.Clear();
        rooms[room.Id] = room;
        if (room is { Type: DiscordRoomKind.Direct, Recipients: [var person, ..] })
            directs[person.Id] = room.Id;
    }
}
