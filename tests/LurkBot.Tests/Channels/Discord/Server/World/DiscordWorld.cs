namespace LurkBot.Tests.Channels;

/// <summary>What the server holds: accounts, guilds, rooms, files, interactions. Each change under <see cref="Gate"/> is told to those who wait for one.</summary>
internal sealed class DiscordWorld(TimeProvider time)
{
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lock Gate { get; } = new();

    public TimeProvider Time { get; } = time;

    public DateTimeOffset Now => Time.GetUtcNow();

    public Snowflakes Ids { get; } = new(time);

    /// <summary>The root of the server, for links.</summary>
    public string Root { get; set; } = "";

    public List<DiscordBot> Bots { get; } = [];

    public List<DiscordAccount> Accounts { get; } = [];

    public List<DiscordGuild> Guilds { get; } = [];

    public List<DiscordRoom> DirectRooms { get; } = [];

    public List<DiscordFile> Files { get; } = [];

    public List<DiscordInvocation> Invocations { get; } = [];

    public List<DiscordTyping> Typings { get; } = [];

    /// <summary>What no real server would have accepted or seen from a good client.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Whether fields that no documentation names are passed over, as the real server does.</summary>
    public bool IgnoresUnknownFields { get; set; }

    public IEnumerable<DiscordRoom> Rooms => Guilds.SelectMany(guild => guild.Rooms).Concat(DirectRooms).Where(room => !room.IsDeleted);

    /// <summary>Done at the next change.</summary>
    public Task NextChange()
    {
        lock (Gate)
            return changed.Task;
    }

    public void Changed()
    {
        TaskCompletionSource done;
        lock (Gate)
            (done, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        done.TrySetResult();
    }

    public void Problem(string text)
    {
        if (IgnoresUnknownFields && text.StartsWith(RestForm.UnknownField, StringComparison.Ordinal))
            return;
        lock (Gate)
            Problems.Add(text);
        Changed();
    }

    public DiscordFile AddFile(DiscordRoom room, string name, string? contentType, byte[] content, double? duration = null, string? waveform = null)
    {
        var safe = new string([.. name.Select(c => c is ' ' or '/' or '\\' ? '_' : c)]);
        var file = new DiscordFile(Ids.Next(), room.Id, safe, contentType, content) { Duration = duration, Waveform = waveform };
        Files.Add(file);
        return file;
    }

    /// <summary>The direct channel of a person and a bot, made if there is none.</summary>
    public DiscordRoom Direct(DiscordAccount person, DiscordBot bot)
    {
        if (DirectRooms.Find(room => room.Person == person && room.Bot == bot) is { } known)
            return known;
        var opened = new DiscordRoom(Ids.Next(), DiscordRoomType.Direct) { Person = person, Bot = bot };
        DirectRooms.Add(opened);
        return opened;
    }

    /// <summary>Writes a message into a room, without telling a bot.</summary>
    public DiscordPost Write(DiscordRoom room, DiscordAccount author, string content, int type = 0, DiscordPost? replyTo = null, DiscordAllowed? allowed = null, string? id = null)
    {
        var post = new DiscordPost(room, id ?? Ids.Next(), author, Now) { Content = content, Type = type, ReplyTo = replyTo };
        post.Mentions = DiscordMentions.Find(this, room, content, allowed ?? DiscordAllowed.Message, replyTo);
        post.Pinged = [.. post.Mentions.Notified(room).Where(account => account != author)];
        room.Posts.Add(post);
        if (room.IsThread && type is 0 or 19 or 20)
            room.ThreadMembers.Add(author);
        return post;
    }

    public DiscordRoom AddThread(DiscordRoom parent, DiscordAccount opener, string name, DiscordRoomType type, string? id = null)
    {
        var thread = new DiscordRoom(id ?? Ids.Next(), type) { Guild = parent.Guild, Parent = parent, Opener = opener, Name = name, ArchiveChanged = Now };
        thread.ThreadMembers.Add(opener);
        parent.Guild!.Rooms.Add(thread);
        return thread;
    }
}
