using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What people do.</summary>
internal sealed partial class DiscordServer
{
    /// <summary>A person writes. Mentions are in the text: &lt;@id&gt;, &lt;@&amp;role&gt;.</summary>
    /// <param name="room">Where.</param>
    /// <param name="user">Who.</param>
    /// <param name="content">The text; may be empty with files.</param>
    /// <param name="replyTo">What it replies to.</param>
    /// <param name="pings">Whether the reply mentions the author.</param>
    /// <param name="files">Files, each with a name, a content type and bytes.</param>
    public DiscordPost Say(DiscordRoom room, DiscordAccount user, string content, DiscordPost? replyTo = null, bool pings = true, params (string Name, string Type, byte[] Content)[] files) =>
        Change(() => Announce(room, world.Write(room, user, content, replyTo is null ? 0 : 19, replyTo, DiscordAllowed.Message with { RepliedUser = pings }), post =>
            post.Files = [.. files.Select(file => world.AddFile(room, file.Name, file.Type, file.Content))]));

    /// <summary>A person sends a voice message.</summary>
    public DiscordPost SayVoice(DiscordRoom room, DiscordAccount user, byte[] content, double seconds) => Change(() => Announce(room, world.Write(room, user, ""), post =>
    {
        post.Files = [world.AddFile(room, "voice-message.ogg", "audio/ogg", content, seconds, "AAAA")];
        post.Flags = 1 << 13;
    }));

    /// <summary>A person forwards a message.</summary>
    public DiscordPost Forward(DiscordRoom room, DiscordAccount user, DiscordPost forwarded) => Change(() => Announce(room, world.Write(room, user, ""), post =>
    {
        post.Forwarded = forwarded;
        post.Flags = 1 << 14;
    }));

    /// <summary>A webhook writes.</summary>
    public DiscordPost SayAsWebhook(DiscordRoom room, string name, string content) => Change(() =>
    {
        var id = world.Ids.Next();
        return Announce(room, world.Write(room, new DiscordAccount(id, name, isBot: true), content, allowed: DiscordAllowed.Webhook), post => post.Webhook = id);
    });

    /// <summary>A message of the system: 6 for a pin, 7 for a member that joined and so on.</summary>
    public DiscordPost SaySystem(DiscordRoom room, DiscordAccount user, int type) => Change(() => Announce(room, world.Write(room, user, "", type), _ => { }));

    /// <summary>A person, or another bot, edits a message of its own.</summary>
    public void Edit(DiscordPost post, string content) => Change(() =>
    {
        (post.EarlierContents, post.Content, post.EditedAt) = (post.EarlierContents.Add(post.Content), content, world.Now);
        post.Mentions = DiscordMentions.Find(world, post.Room, content, DiscordAllowed.Message, post.ReplyTo);
        Gateway.Message("MESSAGE_UPDATE", post);
    });

    /// <summary>The preview of a link comes: an update that is not an edit.</summary>
    public void Unfurl(DiscordPost post, string url) => Change(() =>
    {
        post.Embeds = [.. post.Embeds.Select(embed => embed!.DeepClone()), new JsonObject { ["type"] = "link", ["url"] = url, ["title"] = "A page" }];
        Gateway.Message("MESSAGE_UPDATE", post);
    });

    /// <summary>A message is pinned: an update that is not an edit, and a message of the system.</summary>
    public void Pin(DiscordPost post, DiscordAccount by) => Change(() =>
    {
        post.IsPinned = true;
        Gateway.Message("MESSAGE_UPDATE", post);
        Announce(post.Room, world.Write(post.Room, by, "", type: 6), pin => pin.Starter = post);
    });

    public void Delete(DiscordPost post) => Change(() =>
    {
        post.IsDeleted = true;
        Gateway.Deleted(post);
    });

    /// <summary>A moderator deletes many messages of one room at once.</summary>
    public void DeleteMany(params DiscordPost[] posts) => Change(() =>
    {
        foreach (var post in posts)
            post.IsDeleted = true;
        Gateway.DeletedBulk(posts[0].Room, posts);
    });

    public void React(DiscordPost post, DiscordAccount user, string emoji, bool isAdded = true) => Change(() => routes.SetReaction(post, user, emoji, isAdded));

    public void Type(DiscordRoom room, DiscordAccount user) => Change(() => Gateway.Typing(room, user));

    /// <summary>A person presses a button. The test fails if the message has none with that id, or it is disabled.</summary>
    public DiscordInvocation Press(DiscordPost post, DiscordAccount user, string customId) => Change(() =>
    {
        var button = Assert.Single(post.Buttons, button => (string?)button["custom_id"] == customId);
        Assert.False((bool?)button["disabled"] ?? false, "The button is disabled.");
        var bot = world.Bots.Find(bot => bot.Account == post.Author)!;
        var used = new DiscordInvocation(world.Ids.Next(), bot, user, post.Room, 3, world.Now) { Pressed = post };
        return Announce(used, new JsonObject { ["id"] = 2, ["component_type"] = 2, ["custom_id"] = customId }, post);
    });

    /// <summary>A person uses a slash command that the bot has here. Options are those of the command, by name.</summary>
    public DiscordInvocation Use(DiscordRoom room, DiscordAccount user, string command, DiscordBot? bot = null, params (string Name, JsonNode Value)[] options) => Change(() =>
    {
        var known = Bot(bot).Commands.GetValueOrDefault(room.Guild?.Id ?? "", []).Concat(Bot(bot).Commands.GetValueOrDefault("", [])).FirstOrDefault(known => (string?)known["name"] == command);
        Assert.True(known is not null, $"There is no command {command}.");
        var data = new JsonObject { ["id"] = (string?)known["id"], ["name"] = command, ["type"] = 1 };
        if (options.Length > 0)
        {
            data["options"] = new JsonArray([.. options.Select(option => (JsonNode)new JsonObject
            {
                ["name"] = option.Name,
                ["type"] = (int)Assert.Single(known["options"]!.AsArray(), declared => (string?)declared!["name"] == option.Name)!["type"]!,
                ["value"] = option.Value,
            })]);
        }

        var used = new DiscordInvocation(world.Ids.Next(), Bot(bot), user, room, 2, world.Now) { CommandName = command };
        return Announce(used, data, null);
    });

    private DiscordInvocation Announce(DiscordInvocation used, JsonObject data, DiscordPost? pressed)
    {
        var (room, user) = (used.Room, used.User);
        var json = new JsonObject
        {
            ["id"] = used.Id,
            ["application_id"] = used.Bot.Id,
            ["type"] = used.Type,
            ["token"] = used.Token,
            ["version"] = 1,
            ["data"] = data,
            ["channel_id"] = room.Id,
            ["channel"] = room.ToJson(used.Bot),
            ["locale"] = "en-US",
            ["app_permissions"] = ((long)DiscordRight.Everyone).ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["entitlements"] = new JsonArray(),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = room.Guild?.Id ?? "0" },
            ["context"] = room.IsDirect ? 1 : 0,
            ["attachment_size_limit"] = 10 << 20,
        };
        if (room.Guild is { } guild)
        {
            (json["guild_id"], json["guild_locale"]) = (guild.Id, "en-US");
            json["guild"] = new JsonObject { ["id"] = guild.Id, ["locale"] = "en-US", ["features"] = new JsonArray() };
            json["member"] = guild.MemberJson(user, withUser: true);
            json["member"]!["permissions"] = ((long)DiscordRight.Everyone).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        else
        {
            json["user"] = user.ToJson();
        }

        if (pressed is not null)
            json["message"] = pressed.ToJson(world.Root, world.Now, used.Bot, knowsContent: true, isEvent: false);
        world.Invocations.Add(used);
        Gateway.Interaction(used, json);
        return used;
    }

    private DiscordPost Announce(DiscordRoom room, DiscordPost post, Action<DiscordPost> finish)
    {
        finish(post);
        if (room.Guild is { } guild && post.Webhook is null)
            guild.Members.TryAdd(post.Author, []);
        routes.Unarchive(room);
        Gateway.Message("MESSAGE_CREATE", post);
        return post;
    }
}
