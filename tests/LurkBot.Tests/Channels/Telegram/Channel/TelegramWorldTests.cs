using System.Text.Json.Nodes;
using LurkBot.Channels;
using LurkBot.Entries;

namespace LurkBot.Tests.Channels;

/// <summary>All that people do on Telegram, heard over real sockets.</summary>
public sealed class TelegramWorldTests
{
    [Fact]
    public async Task Run_EverythingThatPeopleDo_IsRead()
    {
        await using var stage = await TelegramStage.StartAsync();
        var (server, world, ada) = (stage.Server, stage.World, stage.World.Ada);
        world.Bot.CanReadAllGroupMessages = true;
        await stage.ListenAsync();
        var before = stage.Inbox.Events.Count;
        var said = server.SendText(world.Private, ada, "/start a1");
        server.EditText(said, "/start a2");
        server.EditInvisibly(said);
        server.SendAlbum(world.Private, ada, "photo", [server.AddFile("a.jpg", "image/jpeg", [1]), server.AddFile("b.jpg", "image/jpeg", [2])], "both");
        foreach (var kind in (string[])["document", "voice", "audio", "video", "video_note", "sticker"])
            server.SendFile(world.Private, ada, kind, server.AddFile("file", "application/octet-stream", [3]));
        server.SendLocation(world.Private, ada, 52.5, 13.4);
        server.SendContact(world.Private, ada, "+49301", "Bob");
        server.Forward(world.Private, ada, world.Bob, ["one", "two"], "see");
        server.Paste(world.Private, ada, new string('x', 9000));
        server.React(ada, said, "👍");
        server.Press(ada, server.Send(world.Private, world.Bot.User, new JsonObject { ["text"] = "pick" }), "a", isInaccessible: true);
        server.SendText(world.Forum, ada, "in a topic", topic: world.Topic);
        server.SendText(world.Forum, ada, "in General");
        server.SendText(world.Group, ada, "@lurk_bot there?");
        server.SendAnonymously(world.Supergroup, "as the group");
        server.Publish(world.Channel, "news");
        server.SendGuest(world.Supergroup, ada, "guest");
        server.SendEphemeral(world.Supergroup, ada, "/secret");
        server.Block(world.Private);
        server.Block(world.Private, isBlocked: false);
        server.Migrate(world.Group, -1_001_000_000_010, ada, newFirst: true);
        var business = server.AddBusinessChat("conn", world.Bob, ada);
        server.Delete(server.SendText(business, ada, "to the business"));
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.Count(told => told is PlatformEvent.NotTaken { Why: "a message of a business account" }) == 3);
        var events = stage.Inbox.Events.Skip(before).ToList();

        Assert.DoesNotContain(events, told => told is PlatformEvent.Unreadable);
        var messages = events.OfType<PlatformEvent.Message>().ToList();
        var start = messages.Where(message => message.Command == "/start").ToList();
        Assert.Equal(["a1", "a2", "a2"], start.Select(message => message.Argument));
        Assert.Equal([false, true, true], start.Select(message => message.EditedAt is not null));
        Assert.Equal(2, messages.Count(message => message.PartOf?.StartsWith("album:", StringComparison.Ordinal) == true));
        Assert.Equal(2, messages.Where(message => message.PartOf?.StartsWith("forward:", StringComparison.Ordinal) == true).GroupBy(message => message.PartOf).Single().Count());
        Assert.Equal(3, messages.Where(message => MessageParts.IsPaste(message.PartOf)).GroupBy(message => message.PartOf).Single().Count());
        Assert.Equal(8, messages.Sum(message => message.Files.Count));
        Assert.Equal(3, messages.Count(message => message.Files is [var file] && Recording.IsSpoken(new Attachment(file.Name, file.MediaType, file.Size, ""))));
        Assert.Equal(stage.Target(world.Forum, world.Topic), messages.Single(message => message.Text == "in a topic").Chat.Target);
        Assert.Equal(stage.Target(world.Forum), messages.Single(message => message.Text == "in General").Chat.Target);
        Assert.True(messages.Single(message => message.Text == "@lurk_bot there?").IsForUs);
        Assert.True(messages.Single(message => message.Text == "as the group").Sender.IsAnonymous);
        Assert.Equal([false, true], events.OfType<PlatformEvent.Membership>().Select(member => member.IsMember));
        Assert.Equal((stage.Target(world.Group), "-1001000000010"), (events.OfType<PlatformEvent.Moved>().Distinct().Single().From, events.OfType<PlatformEvent.Moved>().Distinct().Single().To.Chat));
        Assert.Equal("a", events.OfType<PlatformEvent.Press>().Single().Data);
        Assert.DoesNotContain(messages, message => message.Text.Contains("news", StringComparison.Ordinal) || message.Text.Contains("guest", StringComparison.Ordinal) || message.Text.Contains("secret", StringComparison.Ordinal) || message.Text.Contains("business", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_UpdatesTwiceAndOutOfOrder_KeepTheirSources()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        stage.Server.HoldUpdates();
        foreach (var text in (string[])["a", "b", "c"])
            stage.Server.SendText(stage.World.Private, stage.World.Ada, text);
        stage.Server.ReleaseUpdates(held => held.Reverse());
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Message>().Count() == 3);
        stage.Server.RepeatUpdates(3);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Message>().Count() == 6);
        Assert.Equal(3, stage.Inbox.Events.OfType<PlatformEvent.Message>().Select(message => message.Source).Distinct().Count());
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(100L, null, 100L)]
    [InlineData(100L, 103L, 104L)]
    [InlineData(870_000_100L, 120_000_003L, 120_000_004L)]
    public void NextOffset_IsBehindTheHighest_AlsoWhenTelegramCountsAnew(long? offset, long? highest, long? next) =>
        Assert.Equal(next, new TelegramBatch([], 1, highest).NextOffset(offset));
}
