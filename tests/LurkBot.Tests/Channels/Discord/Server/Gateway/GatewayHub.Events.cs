using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The events, each for the sessions that asked for its kind and may see the place.</summary>
internal sealed partial class GatewayHub
{
    public void Message(string name, DiscordPost post)
    {
        // What one person sees comes back in the answer to the bot's own request, and not here.
        if (post.EphemeralFor is not null)
            return;
        Dispatch(name, session => !Hears(session, post.Room, GatewayIntents.GuildMessages, GatewayIntents.DirectMessages)
            ? null
            : post.ToJson(world.Root, world.Now, session.Bot, (session.Intents & GatewayIntents.MessageContent) != GatewayIntents.None, isEvent: true));
    }

    public void Deleted(DiscordPost post)
    {
        if (post.EphemeralFor is null)
            In("MESSAGE_DELETE", post.Room, GatewayIntents.GuildMessages, GatewayIntents.DirectMessages, () => new JsonObject { ["id"] = post.Id });
    }

    public void DeletedBulk(DiscordRoom room, IReadOnlyList<DiscordPost> posts) =>
        In("MESSAGE_DELETE_BULK", room, GatewayIntents.GuildMessages, GatewayIntents.DirectMessages, () => new JsonObject { ["ids"] = new JsonArray([.. posts.Select(post => (JsonNode)post.Id)]) });

    public void Typing(DiscordRoom room, DiscordAccount account) =>
        In("TYPING_START", room, GatewayIntents.GuildMessageTyping, GatewayIntents.DirectMessageTyping, () => new JsonObject { ["user_id"] = account.Id, ["timestamp"] = world.Now.ToUnixTimeSeconds() });

    public void Reaction(DiscordPost post, DiscordAccount account, string emoji, bool isAdded)
    {
        In(isAdded ? "MESSAGE_REACTION_ADD" : "MESSAGE_REACTION_REMOVE", post.Room, GatewayIntents.GuildMessageReactions, GatewayIntents.DirectMessageReactions, () =>
        {
            var content = new JsonObject
            {
                ["user_id"] = account.Id,
                ["message_id"] = post.Id,
                ["emoji"] = new JsonObject { ["id"] = null, ["name"] = emoji },
                ["burst"] = false,
                ["type"] = 0,
            };
            if (isAdded)
            {
                content["message_author_id"] = post.Author.Id;
                if (post.Room.Guild is { } guild)
                    content["member"] = guild.MemberJson(account, withUser: true);
            }

            return content;
        });
    }

    /// <summary>CHANNEL_… or THREAD_…, for a room of a guild.</summary>
    public void Room(string change, DiscordRoom room, bool isNew = false) => Dispatch((room.IsThread ? "THREAD_" : "CHANNEL_") + change, session =>
    {
        if ((session.Intents & GatewayIntents.Guilds) == GatewayIntents.None || !room.IsSeenBy(session.Bot))
            return null;
        if (room.IsThread && change == "DELETE")
            return new JsonObject { ["id"] = room.Id, ["guild_id"] = room.Guild!.Id, ["parent_id"] = room.Parent!.Id, ["type"] = (int)room.Type };
        var content = room.ToJson(session.Bot);
        if (isNew)
            content["newly_created"] = true;
        return content;
    });

    public void Guild(string name, DiscordGuild guild, DiscordBot? only = null) => Dispatch(name, session =>
        (session.Intents & GatewayIntents.Guilds) == GatewayIntents.None || (only is null ? !guild.Has(session.Bot) : session.Bot != only) ? null
        : name == "GUILD_CREATE" ? guild.ToCreate(session.Bot)
        : guild.IsUnavailable ? new JsonObject { ["id"] = guild.Id, ["unavailable"] = true }
        : new JsonObject { ["id"] = guild.Id });

    /// <summary>An interaction goes to the sessions of its bot, unless the bot has an endpoint for them.</summary>
    public void Interaction(DiscordInvocation invocation, JsonObject content)
    {
        if (invocation.Bot.InteractionsEndpoint is null)
            Dispatch("INTERACTION_CREATE", session => session.Bot == invocation.Bot ? (JsonObject)content.DeepClone() : null);
    }

    private void In(string name, DiscordRoom room, GatewayIntents inGuild, GatewayIntents direct, Func<JsonObject> make) => Dispatch(name, session =>
    {
        if (!Hears(session, room, inGuild, direct))
            return null;
        var content = make();
        content["channel_id"] = room.Id;
        if (room.Guild is not null)
            content["guild_id"] = room.Guild.Id;
        return content;
    });

    private static bool Hears(GatewaySession session, DiscordRoom room, GatewayIntents inGuild, GatewayIntents direct) =>
        (session.Intents & (room.IsDirect ? direct : inGuild)) != GatewayIntents.None && room.IsSeenBy(session.Bot);
}
