using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The routes of the API.</summary>
internal sealed partial class RestRoutes
{
    private readonly DiscordWorld world;
    private readonly GatewayHub gateway;

    public RestRoutes(DiscordWorld world, GatewayHub gateway)
    {
        (this.world, this.gateway) = (world, gateway);
        All =
        [
            new("GET /gateway", _ => RestAnswer.Ok(new JsonObject { ["url"] = gateway.Address })),
            new("GET /gateway/bot", Gateway),
            new("GET /users/@me", call => RestAnswer.Ok(call.Caller.Account.ToJson())),
            new("GET /users/@me/guilds", call => RestAnswer.List(world.Guilds.Where(guild => guild.Has(call.Caller)).Select(guild => new JsonObject { ["id"] = guild.Id, ["name"] = guild.Name, ["owner"] = false }))),
            new("GET /users/{user}", User),
            new("POST /users/@me/channels", OpenDirect),
            new("GET /applications/@me", call => RestAnswer.Ok(call.Caller.ToApplication())),
            new("GET /oauth2/applications/@me", call => RestAnswer.Ok(call.Caller.ToApplication())),
            new("GET /guilds/{guild}", call => RestAnswer.Ok(call.Guild().ToJson())),
            new("GET /guilds/{guild}/channels", call => RestAnswer.List(call.Guild().Rooms.Where(room => room is { IsThread: false, IsDeleted: false } && room.IsSeenBy(call.Caller)).Select(room => room.ToJson(call.Caller)))),
            new("GET /guilds/{guild}/roles", call => RestAnswer.List(call.Guild().Roles.Select(role => role.ToJson()))),
            new("GET /guilds/{guild}/members/{user}", Member),
            new("GET /guilds/{guild}/threads/active", ActiveThreads),
            new("GET /channels/{channel}", call => RestAnswer.Ok(call.Room().ToJson(call.Caller))),
            new("PATCH /channels/{channel}", EditRoom),
            new("POST /channels/{channel}/typing", Type),
            new("GET /channels/{channel}/messages", ListMessages),
            new("POST /channels/{channel}/messages", Create),
            new("GET /channels/{channel}/messages/{message}", Get),
            new("PATCH /channels/{channel}/messages/{message}", Edit),
            new("DELETE /channels/{channel}/messages/{message}", Delete),
            new("PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me", call => React(call, isAdded: true)),
            new("DELETE /channels/{channel}/messages/{message}/reactions/{emoji}/@me", call => React(call, isAdded: false)),
            new("POST /channels/{channel}/messages/{message}/threads", OpenThreadFrom),
            new("POST /channels/{channel}/threads", OpenThread),
            new("GET /channels/{channel}/threads/archived/public", call => ArchivedThreads(call, DiscordRoomType.PublicThread)),
            new("GET /channels/{channel}/threads/archived/private", call => ArchivedThreads(call, DiscordRoomType.PrivateThread)),
            new("GET /channels/{channel}/users/@me/threads/archived/private", call => ArchivedThreads(call, DiscordRoomType.PrivateThread)),
            new("PUT /channels/{channel}/thread-members/@me", call => Join(call, isIn: true)),
            new("DELETE /channels/{channel}/thread-members/@me", call => Join(call, isIn: false)),
            new("GET /applications/{application}/commands", call => Commands(call, "")),
            new("PUT /applications/{application}/commands", call => PutCommands(call, "")),
            new("GET /applications/{application}/guilds/{guild}/commands", call => Commands(call, call.Guild().Id)),
            new("PUT /applications/{application}/guilds/{guild}/commands", call => PutCommands(call, call.Guild().Id)),
            new("POST /interactions/{interaction}/{token}/callback", Callback),
            new("POST /webhooks/{application}/{token}", FollowUp),
            new("GET /webhooks/{application}/{token}/messages/{message}", GetAnswer),
            new("PATCH /webhooks/{application}/{token}/messages/{message}", EditAnswer),
            new("DELETE /webhooks/{application}/{token}/messages/{message}", DeleteAnswer),
        ];
    }

    public IReadOnlyList<RestRoute> All { get; }

    /// <summary>How long a nonce is remembered. The documentation says a few minutes.</summary>
    public TimeSpan NonceWindow { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How many direct channels a bot may open in ten minutes.</summary>
    public int DirectOpensLimit { get; set; } = 10;

    private readonly List<(DiscordBot Bot, DateTimeOffset Time)> directOpens = [];

    private RestAnswer Gateway(RestCall call)
    {
        var bot = call.Caller;
        if (world.Now >= bot.StartsReset)
            (bot.StartsReset, bot.StartsLeft) = (world.Now + TimeSpan.FromHours(24), bot.StartsTotal);
        return RestAnswer.Ok(new JsonObject
        {
            ["url"] = gateway.Address,
            ["shards"] = 1,
            ["session_start_limit"] = new JsonObject
            {
                ["total"] = bot.StartsTotal,
                ["remaining"] = bot.StartsLeft,
                ["reset_after"] = (long)(bot.StartsReset - world.Now).TotalMilliseconds,
                ["max_concurrency"] = 1,
            },
        });
    }

    private RestAnswer User(RestCall call) =>
        RestAnswer.Ok((world.Accounts.Find(account => account.Id == call["user"]) ?? throw new RestRefusal(404, 10013, "Unknown User")).ToJson());

    private static RestAnswer Member(RestCall call)
    {
        var guild = call.Guild();
        var member = guild.Members.Keys.FirstOrDefault(account => account.Id == call["user"]) ?? throw new RestRefusal(404, 10007, "Unknown Member");
        return RestAnswer.Ok(guild.MemberJson(member, withUser: true));
    }

    private RestAnswer OpenDirect(RestCall call)
    {
        var form = call.Form();
        var id = form.Id("recipient_id", isRequired: true);
        form.Check();
        var person = world.Accounts.Find(account => account.Id == id) ?? throw RestRefusal.Form("recipient_id", "USER_DOES_NOT_EXIST", "Unknown user");
        if (person.IsBot)
            throw new RestRefusal(403, 50007, "Cannot send messages to this user");
        if (!world.DirectRooms.Exists(room => room.Person == person && room.Bot == call.Caller))
        {
            directOpens.RemoveAll(open => world.Now - open.Time >= TimeSpan.FromMinutes(10));
            if (directOpens.Count(open => open.Bot == call.Caller) >= DirectOpensLimit)
                throw new RestRefusal(403, 40003, "You are opening direct messages too fast");
            directOpens.Add((call.Caller, world.Now));
        }

        return RestAnswer.Ok(world.Direct(person, call.Caller).ToJson(call.Caller));
    }

    private RestAnswer Type(RestCall call)
    {
        var room = call.Room();
        CheckWrites(call.Caller, room);
        world.Typings.Add(new DiscordTyping(room, call.Caller, world.Now));
        gateway.Typing(room, call.Caller.Account);
        return RestAnswer.NoContent;
    }

    /// <summary>Whether the bot may write here.</summary>
    private void CheckWrites(DiscordBot bot, DiscordRoom room)
    {
        if (room.Type == DiscordRoomType.Forum)
            throw RestRefusal.BadRequest(50008, "Cannot send messages in a non-text channel");
        if (room is { IsDirect: true, Person.AcceptsDirectMessages: false })
            throw new RestRefusal(403, 50007, "Cannot send messages to this user");
        if (!room.May(bot, room.IsThread ? DiscordRight.SendMessagesInThreads : DiscordRight.SendMessages))
            throw RestRefusal.MissingPermissions;
        if (room is { IsThread: true, IsLocked: true } && !room.May(bot, DiscordRight.ManageThreads))
            throw RestRefusal.BadRequest(160005, "This thread is locked");
        if (room.Slowmode > 0 && !room.May(bot, DiscordRight.ManageMessages) && room.Posts.FindLast(post => post.Author == bot.Account) is { } last
            && last.Time + TimeSpan.FromSeconds(room.Slowmode) - world.Now is { Ticks: > 0 } wait)
            throw new RestRefusal(429, 20016, "This action cannot be performed due to slowmode rate limit") { RetryAfter = wait };
    }
}
