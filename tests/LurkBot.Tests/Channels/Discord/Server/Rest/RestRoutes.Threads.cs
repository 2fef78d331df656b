using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Threads and posts of forums.</summary>
internal sealed partial class RestRoutes
{
    private static readonly int[] ArchiveMinutes = [60, 1440, 4320, 10080];

    private RestAnswer OpenThreadFrom(RestCall call)
    {
        var room = call.Room();
        var post = call.Post(room);
        var (name, minutes, slowmode, form) = ThreadForm(call);
        form.Check();
        if (room.Type != DiscordRoomType.Text)
            throw RestRefusal.BadRequest(50024, "Cannot execute action on this channel type");
        if (post.Thread is { IsDeleted: false })
            throw RestRefusal.BadRequest(160004, "A thread has already been created for this message");
        if (!room.May(call.Caller, DiscordRight.CreatePublicThreads))
            throw RestRefusal.MissingPermissions;
        var thread = Announce(OpenFrom(post, call.Caller.Account, name, minutes, slowmode));
        return new RestAnswer(201, thread.ToJson(call.Caller));
    }

    /// <summary>Opens a thread from a message: it has the message's id, and begins with a message that shows it.</summary>
    public DiscordRoom OpenFrom(DiscordPost post, DiscordAccount opener, string name, int? minutes = null, int? slowmode = null)
    {
        var thread = world.AddThread(post.Room, opener, name, DiscordRoomType.PublicThread, post.Id);
        (thread.ArchiveMinutes, thread.Slowmode, post.Thread) = (minutes ?? thread.ArchiveMinutes, slowmode ?? 0, thread);
        gateway.Message("MESSAGE_UPDATE", post);
        world.Write(thread, opener, "", type: 21).Starter = post;
        return thread;
    }

    private RestAnswer OpenThread(RestCall call)
    {
        var room = call.Room();
        var (name, minutes, slowmode, form) = ThreadForm(call);
        if (room.Type == DiscordRoomType.Forum)
            return OpenPost(call, room, form, name, minutes, slowmode);
        var type = (DiscordRoomType)(form.Integer("type") ?? (int)DiscordRoomType.PrivateThread);
        _ = form.Flag("invitable");
        if (type is not (DiscordRoomType.PublicThread or DiscordRoomType.PrivateThread))
            form.Fail("type", "BASE_TYPE_CHOICES", "Value must be one of {11, 12}.");
        form.Check();
        if (room.Type != DiscordRoomType.Text)
            throw RestRefusal.BadRequest(50024, "Cannot execute action on this channel type");
        if (!room.May(call.Caller, type == DiscordRoomType.PublicThread ? DiscordRight.CreatePublicThreads : DiscordRight.CreatePrivateThreads))
            throw RestRefusal.MissingPermissions;
        var thread = Open(room, call.Caller.Account, name, type);
        (thread.ArchiveMinutes, thread.Slowmode) = (minutes ?? thread.ArchiveMinutes, slowmode ?? 0);
        return new RestAnswer(201, Announce(thread).ToJson(call.Caller));
    }

    /// <summary>Opens a thread without a message. The channel shows it with a message of the system.</summary>
    public DiscordRoom Open(DiscordRoom parent, DiscordAccount opener, string name, DiscordRoomType type)
    {
        var thread = world.AddThread(parent, opener, name, type);
        if (type == DiscordRoomType.PublicThread)
        {
            var shown = world.Write(parent, opener, name, type: 18);
            shown.Thread = thread;
            gateway.Message("MESSAGE_CREATE", shown);
        }

        return thread;
    }

    private RestAnswer OpenPost(RestCall call, DiscordRoom forum, RestForm form, string name, int? minutes, int? slowmode)
    {
        _ = form.Array("applied_tags", 5);
        _ = form.Integer("type");
        if (form.Object("message") is not { } json)
        {
            form.Fail("message", "BASE_TYPE_REQUIRED", "This field is required");
            throw form.ToRefusal();
        }

        var inner = form.In(json, "message");
        var message = RestMessage.Read(call, inner, forum, SuppressEmbeds | SuppressNotifications);
        _ = inner.Array("sticker_ids", 3);
        inner.CheckUnknown();
        form.Check();
        if (message.IsEmpty)
            throw RestRefusal.BadRequest(50006, "Cannot send an empty message");
        if (!forum.May(call.Caller, DiscordRight.SendMessages))
            throw RestRefusal.MissingPermissions;
        var thread = world.AddThread(forum, call.Caller.Account, name, DiscordRoomType.PublicThread);
        (thread.ArchiveMinutes, thread.Slowmode) = (minutes ?? thread.ArchiveMinutes, slowmode ?? 0);
        Announce(thread);
        var post = Write(call.Caller, thread, message, DiscordAllowed.Message, 0, id: thread.Id);
        gateway.Message("MESSAGE_CREATE", post);
        var answer = thread.ToJson(call.Caller);
        answer["message"] = call.Show(post);
        return new RestAnswer(201, answer);
    }

    public DiscordRoom Announce(DiscordRoom thread)
    {
        gateway.Room("CREATE", thread, isNew: true);
        return thread;
    }

    private static (string Name, int? Minutes, int? Slowmode, RestForm Form) ThreadForm(RestCall call)
    {
        var form = call.Form();
        var (name, minutes, slowmode) = (form.Text("name", 100, min: 1, isRequired: true), form.Integer("auto_archive_duration"), form.Integer("rate_limit_per_user", 0, 21600));
        if (minutes is { } given && !ArchiveMinutes.Contains(given))
            form.Fail("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}.");
        return (name ?? "", minutes, slowmode, form);
    }

    private RestAnswer ActiveThreads(RestCall call)
    {
        var threads = call.Guild().Rooms.Where(room => room is { IsThread: true, IsArchived: false, IsDeleted: false } && room.IsSeenBy(call.Caller)).Reverse().ToList();
        return RestAnswer.Ok(new JsonObject { ["threads"] = Shown(call, threads), ["members"] = MembersOf(call, threads) });
    }

    private static RestAnswer ArchivedThreads(RestCall call, DiscordRoomType type)
    {
        var room = call.Room();
        var limit = call.QueryInteger("limit", 2, 100) ?? 50;
        if (!room.May(call.Caller, DiscordRight.ReadMessageHistory))
            throw RestRefusal.MissingPermissions;
        var threads = room.Guild?.Rooms.Where(thread => thread.Parent == room && thread.Type == type && thread is { IsArchived: true, IsDeleted: false } && thread.IsSeenBy(call.Caller))
            .OrderByDescending(thread => thread.ArchiveChanged).ToList() ?? throw RestRefusal.BadRequest(50024, "Cannot execute action on this channel type");
        if (call.Query.TryGetValue("before", out var before) && DateTimeOffset.TryParse(before, System.Globalization.CultureInfo.InvariantCulture, out var time))
            threads.RemoveAll(thread => thread.ArchiveChanged >= time);
        var page = threads.Take(limit).ToList();
        return RestAnswer.Ok(new JsonObject { ["threads"] = Shown(call, page), ["members"] = MembersOf(call, page), ["has_more"] = threads.Count > page.Count });
    }

    private RestAnswer Join(RestCall call, bool isIn)
    {
        var room = call.Room();
        if (!room.IsThread)
            throw RestRefusal.BadRequest(50024, "Cannot execute action on this channel type");
        if (room.IsArchived)
            throw RestRefusal.BadRequest(50083, "Thread is archived");
        _ = isIn ? room.ThreadMembers.Add(call.Caller.Account) : room.ThreadMembers.Remove(call.Caller.Account);
        world.Changed();
        return RestAnswer.NoContent;
    }

    private RestAnswer EditRoom(RestCall call)
    {
        var room = call.Room();
        var form = call.Form();
        var (name, minutes) = (form.Text("name", 100, min: 1), form.Integer("auto_archive_duration"));
        var (archives, locks) = (form.Has("archived") ? form.Flag("archived") : (bool?)null, form.Has("locked") ? form.Flag("locked") : (bool?)null);
        _ = form.Array("applied_tags", 5);
        form.Check();
        if (room.IsDirect)
            throw RestRefusal.BadRequest(50003, "Cannot execute action on a DM channel");
        var isOwn = room.IsThread && room.Opener == call.Caller.Account && locks is null;
        if (!isOwn && !room.May(call.Caller, room.IsThread ? DiscordRight.ManageThreads : DiscordRight.ManageChannels))
            throw RestRefusal.MissingPermissions;
        if (room.IsArchived && archives is not false)
            throw RestRefusal.BadRequest(50083, "Thread is archived");
        (room.Name, room.ArchiveMinutes, room.IsLocked) = (name ?? room.Name, minutes ?? room.ArchiveMinutes, locks ?? room.IsLocked);
        if (archives is { } archived && archived != room.IsArchived)
            (room.IsArchived, room.ArchiveChanged) = (archived, world.Now);
        gateway.Room("UPDATE", room);
        return RestAnswer.Ok(room.ToJson(call.Caller));
    }

    /// <summary>A message opens an archived thread again.</summary>
    public void Unarchive(DiscordRoom room)
    {
        if (!room.IsArchived)
            return;
        (room.IsArchived, room.ArchiveChanged) = (false, world.Now);
        gateway.Room("UPDATE", room);
    }

    private static JsonArray Shown(RestCall call, IEnumerable<DiscordRoom> threads) => new([.. threads.Select(thread => (JsonNode)thread.ToJson(call.Caller))]);

    private static JsonArray MembersOf(RestCall call, IEnumerable<DiscordRoom> threads) => new([.. threads.Select(thread => thread.ToJson(call.Caller)["member"]?.DeepClone()).OfType<JsonNode>()]);
}
