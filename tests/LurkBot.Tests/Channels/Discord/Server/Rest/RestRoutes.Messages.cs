using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Messages and reactions.</summary>
internal sealed partial class RestRoutes
{
    private const int SuppressEmbeds = 1 << 2;
    private const int Ephemeral = 1 << 6;
    private const int SuppressNotifications = 1 << 12;
    private const int VoiceMessage = 1 << 13;

    private static RestAnswer Get(RestCall call)
    {
        var room = call.Room();
        if (!room.May(call.Caller, DiscordRight.ReadMessageHistory))
            throw RestRefusal.MissingPermissions;
        return RestAnswer.Ok(call.Show(call.Post(room)));
    }

    private RestAnswer ListMessages(RestCall call)
    {
        var room = call.Room();
        var limit = call.QueryInteger("limit", 1, 100) ?? 50;
        var places = ((string[])["before", "after", "around"]).Where(call.Query.ContainsKey).ToList();
        if (places.Count > 1)
            world.Problem($"{string.Join(" and ", places)} exclude each other");
        foreach (var unknown in call.Query.Keys.Except(["before", "after", "around", "limit"]))
            world.Problem($"There is no parameter {unknown}");
        if (places.Find(place => !Snowflakes.IsValid(call.Query[place])) is { } bad)
            throw RestRefusal.Form(bad, "NUMBER_TYPE_COERCE", $"Value \"{call.Query[bad]}\" is not snowflake.");
        if (room.Type == DiscordRoomType.Forum)
            throw RestRefusal.BadRequest(50008, "Cannot send messages in a non-text channel");
        if (!room.May(call.Caller, DiscordRight.ReadMessageHistory))
            return RestAnswer.List([]);
        var posts = room.Posts.Where(post => post is { IsDeleted: false, EphemeralFor: null });
        var place = places.FirstOrDefault();
        var id = place is null ? "" : call.Query[place].ToString();
        var found = place switch
        {
            "after" => posts.Where(post => Snowflakes.Compare(post.Id, id) > 0).Take(limit),
            "before" => posts.Where(post => Snowflakes.Compare(post.Id, id) < 0).TakeLast(limit),
            "around" => posts.Where(post => Snowflakes.Compare(post.Id, id) < 0).TakeLast(limit / 2).Concat(posts.Where(post => Snowflakes.Compare(post.Id, id) >= 0).Take((limit + 1) / 2)),
            _ => posts.TakeLast(limit),
        };
        return RestAnswer.List(found.Reverse().Select(post => call.Show(post)));
    }

    private RestAnswer Create(RestCall call)
    {
        var room = call.Room();
        CheckWrites(call.Caller, room);
        var form = call.Form();
        var message = RestMessage.Read(call, form, room, SuppressEmbeds | SuppressNotifications | VoiceMessage);
        _ = (form.Flag("tts"), form.Array("sticker_ids", 3));
        var enforces = form.Flag("enforce_nonce");
        _ = form.Text("nonce", 25);
        var nonce = form.Raw("nonce")?.DeepClone();
        var replyTo = ReadReply(call, form, room);
        form.Check();
        if (message.IsEmpty)
            throw RestRefusal.BadRequest(50006, "Cannot send an empty message");
        if (message.Files is { Count: > 0 } files && !room.May(call.Caller, DiscordRight.AttachFiles))
            throw RestRefusal.MissingPermissions;
        if ((message.Flags & VoiceMessage) != 0 && (message.Files is not [{ Duration: not null, Waveform: not null }] || !string.IsNullOrEmpty(message.Content)))
            throw RestRefusal.BadRequest(50160, "Voice messages must have a single audio attachment.");
        if (enforces && nonce is null)
            world.Problem("enforce_nonce came without a nonce");
        if (enforces && nonce is not null && Earlier(call.Caller, nonce) is { } earlier)
        {
            if (earlier.Room != room)
                world.Problem($"The nonce {nonce} was used in another channel");
            return RestAnswer.Ok(call.Show(earlier));
        }

        Unarchive(room);
        var post = Write(call.Caller, room, message, DiscordAllowed.Message, replyTo is null ? 0 : 19, replyTo);
        post.Nonce = nonce;
        gateway.Message("MESSAGE_CREATE", post);
        return RestAnswer.Ok(call.Show(post));
    }

    private DiscordPost? Earlier(DiscordBot bot, JsonNode nonce) => world.Rooms.SelectMany(room => room.Posts)
        .FirstOrDefault(post => post.Author == bot.Account && !post.IsDeleted && world.Now - post.Time < NonceWindow && post.Nonce?.ToString() == nonce.ToString());

    /// <summary>Writes a checked message of a bot.</summary>
    private DiscordPost Write(DiscordBot bot, DiscordRoom room, RestMessage message, DiscordAllowed standard, int type, DiscordPost? replyTo = null, string? id = null)
    {
        var allowed = message.Allowed ?? standard;
        if (!room.May(bot, DiscordRight.MentionEveryone))
            allowed = allowed with { Parse = allowed.Parse.Remove("everyone").Remove("roles"), Roles = [] };
        var post = world.Write(room, bot.Account, message.Content ?? "", type, replyTo, allowed, id);
        (post.Files, post.Embeds, post.Components, post.Flags) = (message.Files ?? [], message.Embeds ?? [], message.Components ?? [], message.Flags & ~Ephemeral);
        return post;
    }

    private DiscordPost? ReadReply(RestCall call, RestForm form, DiscordRoom room)
    {
        if (form.Object("message_reference") is not { } json)
            return null;
        var inner = form.In(json, "message_reference");
        var id = inner.Id("message_id", isRequired: true);
        if (inner.Id("channel_id") is { } channel && channel != room.Id)
            form.Fail("message_reference", "MESSAGE_REFERENCE_CHANNEL_MISMATCH", "Cannot reply to a message in another channel", "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL");
        _ = inner.Id("guild_id");
        if (inner.Integer("type", 0, 1) == 1)
            world.Problem("This server does not serve forwards by bots");
        var isOptional = inner.Has("fail_if_not_exists") && !inner.Flag("fail_if_not_exists");
        inner.CheckUnknown();
        if (!room.May(call.Caller, DiscordRight.ReadMessageHistory))
            throw RestRefusal.BadRequest(160002, "Cannot reply without permission to read message history");
        var target = room.Find(id);
        if (target is null && !isOptional)
            form.Fail("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
        if (target is { Type: not (0 or 19 or 20 or 23) })
            form.Fail("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message");
        return target;
    }

    private RestAnswer Edit(RestCall call)
    {
        var room = call.Room();
        var post = call.Post(room);
        if (post.Author != call.Caller.Account)
            throw new RestRefusal(403, 50005, "Cannot edit a message authored by another user");
        if (room is { IsThread: true, IsArchived: true })
            throw RestRefusal.BadRequest(50083, "Thread is archived");
        var form = call.Form();
        var message = RestMessage.Read(call, form, room, SuppressEmbeds, post);
        form.Check();
        Change(post, message, DiscordAllowed.Message);
        return RestAnswer.Ok(call.Show(post));
    }

    /// <summary>Changes what the body names. An edit notifies nobody.</summary>
    private void Change(DiscordPost post, RestMessage message, DiscordAllowed standard)
    {
        var (content, files) = (message.Content ?? (post.IsLoading ? "" : post.Content), message.Files ?? post.Files);
        var (embeds, components) = (message.Embeds ?? post.Embeds, message.Components ?? post.Components);
        if (content.Length == 0 && files.Count == 0 && embeds.Count == 0 && components.Count == 0)
            throw RestRefusal.BadRequest(50006, "Cannot send an empty message");
        if (!post.IsLoading)
            (post.EarlierContents, post.EditedAt) = (post.EarlierContents.Add(post.Content), world.Now);
        (post.Content, post.Files, post.Embeds, post.Components, post.IsLoading) = (content, files, embeds, components, false);
        post.Flags = message.HasFlags ? message.Flags & SuppressEmbeds : post.Flags;
        post.Mentions = DiscordMentions.Find(world, post.Room, content, message.Allowed ?? standard, post.ReplyTo);
        gateway.Message("MESSAGE_UPDATE", post);
    }

    private RestAnswer Delete(RestCall call)
    {
        var room = call.Room();
        var post = call.Post(room);
        if (post.Author != call.Caller.Account && !room.May(call.Caller, DiscordRight.ManageMessages))
            throw room.IsDirect ? RestRefusal.BadRequest(50003, "Cannot execute action on a DM channel") : RestRefusal.MissingPermissions;
        post.IsDeleted = true;
        gateway.Deleted(post);
        return RestAnswer.NoContent;
    }

    private RestAnswer React(RestCall call, bool isAdded)
    {
        var room = call.Room();
        var (post, emoji, bot) = (call.Post(room), call["emoji"], call.Caller);
        // A custom emoji is name:id; another is one emoji character with what belongs to it.
        if (emoji.Length is 0 or > 32 || emoji.All(c => c < 0x2000 && c is not ('©' or '®')))
            throw RestRefusal.BadRequest(10014, "Unknown Emoji");
        var by = post.Reactions.GetValueOrDefault(emoji, []);
        if (isAdded && (!room.May(bot, DiscordRight.ReadMessageHistory) || (by.Count == 0 && !room.May(bot, DiscordRight.AddReactions))))
            throw RestRefusal.MissingPermissions;
        if (isAdded == by.Contains(bot.Account))
            return RestAnswer.NoContent;
        if (isAdded && post.Reactions.Count >= 20 && by.Count == 0)
            throw RestRefusal.BadRequest(30010, "Maximum number of reactions reached (20)");
        SetReaction(post, bot.Account, emoji, isAdded);
        return RestAnswer.NoContent;
    }

    public void SetReaction(DiscordPost post, DiscordAccount account, string emoji, bool isAdded)
    {
        var by = post.Reactions.GetValueOrDefault(emoji, []);
        by = isAdded ? by.Add(account) : by.Remove(account);
        post.Reactions = by.Count == 0 ? post.Reactions.Remove(emoji) : post.Reactions.SetItem(emoji, by);
        gateway.Reaction(post, account, emoji, isAdded);
    }
}
