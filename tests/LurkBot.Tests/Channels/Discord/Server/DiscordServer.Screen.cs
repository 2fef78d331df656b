using System.Globalization;

namespace LurkBot.Tests.Channels;

/// <summary>What people see.</summary>
internal sealed partial class DiscordServer
{
    /// <summary>The messages that a person sees in a room now, oldest first. Ephemeral ones are among them.</summary>
    public IReadOnlyList<DiscordPost> Messages(DiscordRoom room)
    {
        lock (world.Gate)
            return [.. room.Posts.Where(post => !post.IsDeleted)];
    }

    /// <summary>The messages of a bot that a person sees in a room now; one that shows "thinking…" is not among them.</summary>
    public IReadOnlyList<DiscordPost> Answers(DiscordRoom room, DiscordBot? bot = null) =>
        [.. Messages(room).Where(post => post.Author == Bot(bot).Account && post is { IsLoading: false, Type: not (18 or 21) })];

    /// <summary>The commands that a person sees in a room: in a guild by the permissions that they need.</summary>
    public IReadOnlyList<string> Menu(DiscordRoom room, DiscordAccount user, DiscordBot? bot = null)
    {
        lock (world.Gate)
        {
            var all = Bot(bot).Commands.GetValueOrDefault("", []);
            if (room.Guild is { } guild && guild.Owner != user)
            {
                var has = guild.Roles.Where(role => role.Id == guild.Id || guild.Members[user].Contains(role.Id)).Aggregate(0L, (bits, role) => bits | role.Permissions);
                all = [.. all.Where(command => (string?)command["default_member_permissions"] is not { } text || (has & (long)DiscordRight.Administrator) != 0
                    || (long.Parse(text, CultureInfo.InvariantCulture) is var needs and > 0 && (has & needs) == needs))];
            }

            return [.. all.Select(command => (string)command["name"]!)];
        }
    }

    /// <summary>The direct channels that are open.</summary>
    public IReadOnlyList<DiscordRoom> DirectRooms
    {
        get
        {
            lock (world.Gate)
                return [.. world.DirectRooms];
        }
    }

    /// <summary>The threads of a channel or forum, oldest first.</summary>
    public IReadOnlyList<DiscordRoom> Threads(DiscordRoom parent)
    {
        lock (world.Gate)
            return [.. parent.Guild!.Rooms.Where(room => room.Parent == parent && !room.IsDeleted)];
    }

    /// <summary>Whether a room shows that a bot types: for ten seconds, or until its next message.</summary>
    public bool IsTyping(DiscordRoom room, DiscordBot? bot = null)
    {
        lock (world.Gate)
        {
            return world.Typings.LastOrDefault(typing => typing.Room == room && typing.Bot == Bot(bot)) is { } last
                && world.Now - last.Time < TimeSpan.FromSeconds(10) && !room.Posts.Exists(post => post.Author == last.Bot.Account && post.Time >= last.Time);
        }
    }

    /// <summary>All typing that bots showed, oldest first.</summary>
    public IReadOnlyList<DiscordTyping> Typings
    {
        get
        {
            lock (world.Gate)
                return [.. world.Typings];
        }
    }

    /// <summary>Waits until this holds on the server; it is looked at after each change. Fails the test with the last requests when it does not.</summary>
    public async Task UntilAsync(Func<bool> holds, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var change = world.NextChange();
            if (holds())
                return;
            try
            {
                await change.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                var last = Requests.TakeLast(20).Select(request => $"{request.Route} {request.Status} {request.Body?.ToJsonString()} -> {request.Answer}");
                var sockets = Gateway.Connections.TakeLast(5).Select(connection => $"open {connection.IsOpen}, closed by server {connection.ClosedByServer}, by client {connection.ClosedByClient}, events {connection.Session?.Sequence}");
                Assert.Fail($"Not within {seconds} s. Problems: {string.Join("; ", Problems)}\nThe last requests:\n{string.Join('\n', last)}\nThe last connections:\n{string.Join('\n', sockets)}");
            }
        }
    }
}
