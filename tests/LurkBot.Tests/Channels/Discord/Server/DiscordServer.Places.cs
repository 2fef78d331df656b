namespace LurkBot.Tests.Channels;

/// <summary>Accounts, guilds, channels and threads.</summary>
internal sealed partial class DiscordServer
{
    public DiscordBot AddBot(string token, string name) => Change(() =>
    {
        var account = new DiscordAccount(world.Ids.Next(), name, isBot: true);
        world.Accounts.Add(account);
        var bot = new DiscordBot(token, account);
        world.Bots.Add(bot);
        return bot;
    });

    public DiscordAccount AddUser(string name, bool isBot = false) => Change(() =>
    {
        var account = new DiscordAccount(world.Ids.Next(), name, isBot);
        world.Accounts.Add(account);
        return account;
    });

    /// <summary>A guild with all bots in it, each with the role of its name. Running bots hear of it.</summary>
    public DiscordGuild AddGuild(string name, DiscordAccount owner, params DiscordAccount[] members) => Change(() =>
    {
        var guild = new DiscordGuild(world.Ids.Next(), name, owner);
        foreach (var member in members.Prepend(owner))
            guild.Members[member] = [];
        world.Guilds.Add(guild);
        foreach (var bot in world.Bots)
            Let(guild, bot);
        return guild;
    });

    /// <summary>Invites a bot to a guild.</summary>
    public void Invite(DiscordGuild guild, DiscordBot? bot = null) => Change(() => Let(guild, Bot(bot)));

    /// <summary>Removes a bot from a guild.</summary>
    public void Kick(DiscordGuild guild, DiscordBot? bot = null) => Change(() =>
    {
        guild.Members.Remove(Bot(bot).Account);
        guild.Roles.RemoveAll(role => role.ManagedBy == Bot(bot));
        Gateway.Guild("GUILD_DELETE", guild, Bot(bot));
    });

    /// <summary>The guild is down, or is there again.</summary>
    public void SetUnavailable(DiscordGuild guild, bool isUnavailable) => Change(() =>
    {
        guild.IsUnavailable = isUnavailable;
        Gateway.Guild(isUnavailable ? "GUILD_DELETE" : "GUILD_CREATE", guild);
    });

    /// <summary>A role with its members.</summary>
    public DiscordRole AddRole(DiscordGuild guild, string name, params DiscordAccount[] members) => Change(() =>
    {
        var role = new DiscordRole(world.Ids.Next(), name, 0);
        guild.Roles.Add(role);
        foreach (var member in members)
            guild.Members[member].Add(role.Id);
        return role;
    });

    public DiscordRoom AddChannel(DiscordGuild guild, string name) => AddRoom(guild, name, DiscordRoomType.Text);

    public DiscordRoom AddForum(DiscordGuild guild, string name) => AddRoom(guild, name, DiscordRoomType.Forum);

    /// <summary>Opens the direct channel of a person and a bot, as the person's first message does. No event tells of it.</summary>
    public DiscordRoom OpenDirect(DiscordAccount person, DiscordBot? bot = null) => Change(() => world.Direct(person, Bot(bot)));

    /// <summary>A person opens a thread: from a message, or without one.</summary>
    public DiscordRoom OpenThread(DiscordAccount user, DiscordPost from, string name) => Change(() => routes.Announce(routes.OpenFrom(from, user, name)));

    public DiscordRoom OpenThread(DiscordAccount user, DiscordRoom channel, string name) => Change(() => routes.Announce(routes.Open(channel, user, name, DiscordRoomType.PublicThread)));

    /// <summary>A person opens a private thread. The bot sees it when it is added.</summary>
    public DiscordRoom OpenPrivateThread(DiscordAccount user, DiscordRoom channel, string name) => Change(() => routes.Open(channel, user, name, DiscordRoomType.PrivateThread));

    /// <summary>Adds a bot to a thread.</summary>
    public void AddToThread(DiscordRoom thread, DiscordBot? bot = null) => Change(() =>
    {
        thread.ThreadMembers.Add(Bot(bot).Account);
        Gateway.Room("CREATE", thread);
    });

    /// <summary>A person opens a post in a forum. Its first message has the id of the thread.</summary>
    public DiscordRoom OpenPost(DiscordAccount user, DiscordRoom forum, string name, string content) => Change(() =>
    {
        var thread = routes.Announce(world.AddThread(forum, user, name, DiscordRoomType.PublicThread));
        Gateway.Message("MESSAGE_CREATE", world.Write(thread, user, content, id: thread.Id));
        return thread;
    });

    public void Archive(DiscordRoom thread, bool isLocked = false) => Change(() =>
    {
        (thread.IsArchived, thread.IsLocked, thread.ArchiveChanged) = (true, isLocked, world.Now);
        Gateway.Room("UPDATE", thread);
    });

    public void Rename(DiscordRoom room, string name) => Change(() =>
    {
        room.Name = name;
        Gateway.Room("UPDATE", room);
    });

    public void Delete(DiscordRoom room) => Change(() =>
    {
        Gateway.Room("DELETE", room);
        room.IsDeleted = true;
    });

    /// <summary>Takes rights from bots in a channel and its threads. Without the right to view it, they lose it.</summary>
    public void Deny(DiscordRoom room, DiscordRight rights) => Change(() =>
    {
        if (rights.HasFlag(DiscordRight.ViewChannel))
            Gateway.Room("DELETE", room);
        room.Denied = rights;
        Gateway.Room("UPDATE", room);
    });

    private DiscordRoom AddRoom(DiscordGuild guild, string name, DiscordRoomType type) => Change(() =>
    {
        var room = new DiscordRoom(world.Ids.Next(), type) { Guild = guild, Name = name };
        guild.Rooms.Add(room);
        Gateway.Room("CREATE", room);
        return room;
    });

    private void Let(DiscordGuild guild, DiscordBot bot)
    {
        var role = new DiscordRole(world.Ids.Next(), bot.Account.Name, (long)DiscordRight.Everyone, bot);
        guild.Roles.Add(role);
        guild.Members[bot.Account] = [role.Id];
        Gateway.Guild("GUILD_CREATE", guild, bot);
    }
}
