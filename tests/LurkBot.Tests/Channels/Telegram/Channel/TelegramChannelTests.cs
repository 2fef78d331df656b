using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>What the channel does besides hearing and sending, over real sockets.</summary>
public sealed class TelegramChannelTests
{
    [Fact]
    public async Task ShowDraft_PrivateChat_IsShownWithAStopThatIsHeard()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        var chat = new PlatformChat(stage.Target(stage.World.Private), PlatformChatKind.Direct);
        Assert.True(await stage.Channel.ShowDraftAsync(chat, 7, "Thinking <hard>", default));
        Assert.Equal(("Thinking <hard>", 7L), (stage.Server.Draft(stage.World.Private)!.Text, stage.Server.Draft(stage.World.Private)!.DraftId));
        Assert.True(stage.Server.PressStop(stage.World.Private));
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.StopPress>().Any());
        var stop = stage.Inbox.Events.OfType<PlatformEvent.StopPress>().Single();
        Assert.Equal((chat.Target, "42"), (stop.Chat.Target, stop.Sender!.Id));
    }

    [Fact]
    public async Task ShowDraft_WhereThereIsNone_IsRememberedAndAskedOnce()
    {
        await using var stage = await TelegramStage.StartAsync();
        var direct = new PlatformChat(stage.Target(stage.World.Private), PlatformChatKind.Direct);
        Assert.False(await stage.Channel.ShowDraftAsync(new PlatformChat(stage.Target(stage.World.Group), PlatformChatKind.Group), 1, "a", default));
        Assert.Empty(stage.Server.Requests);
        stage.Server.Fail("sendMessageDraft", FaultKind.Refuse, refusal: new BotApiException(404, "Not Found: method not found"));
        Assert.False(await stage.Channel.ShowDraftAsync(direct, 1, "a", default));
        Assert.False(await stage.Channel.ShowDraftAsync(direct, 1, "ab", default));
        Assert.Single(stage.Server.Requests);
    }

    [Fact]
    public async Task Mark_TelegramWantsFewer_NoneFollowForThatLong()
    {
        await using var stage = await TelegramStage.StartAsync();
        var said = stage.Server.SendText(stage.World.Private, stage.World.Ada, "hi");
        stage.Server.Fail("setMessageReaction", FaultKind.Refuse, refusal: BotApiException.TooManyRequests(3600));
        var source = new MessageSource("telegram", stage.Account, "42", said.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), "1");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => stage.Channel.MarkAsync(source, MessageMark.Accepted, default).AsTask()));
        Assert.Single(stage.Server.Requests, request => request.Method == "setMessageReaction");
    }

    [Fact]
    public async Task Mark_EachMark_IsAReactionThatTelegramAllows()
    {
        await using var stage = await TelegramStage.StartAsync();
        var message = stage.Server.SendText(stage.World.Private, stage.World.Ada, "a");
        var source = new MessageSource("telegram", stage.Account, "42", message.Id.ToString(CultureInfo.InvariantCulture), MessageSource.First);
        await stage.Channel.MarkAsync(source, MessageMark.Accepted, default);
        Assert.Equal("👀", message.Reaction);
        await stage.Channel.MarkAsync(source, MessageMark.Failed, default);
        Assert.Equal("💔", message.Reaction);
        await stage.Channel.MarkAsync(source with { Message = "999" }, MessageMark.Accepted, default);
    }

    [Fact]
    public async Task ShowTyping_InATopic_IsShownThere()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.Channel.ShowTypingAsync(stage.Target(stage.World.Forum, stage.World.Topic), default);
        Assert.Equal((long)stage.World.Topic.Id, (long?)stage.Server.Action(stage.World.Forum)!.ThreadId);
        await stage.Server.GoOfflineAsync();
        await stage.Channel.ShowTypingAsync(stage.Target(stage.World.Private), default);
        await stage.Channel.AnswerPressAsync("1", null, default);
    }

    [Fact]
    public async Task Download_File_ComesWholeOrSaysWhyNot()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        stage.Server.SendFile(stage.World.Private, stage.World.Ada, "document", stage.Server.AddFile("../note ü.txt", "text/plain", [1, 2, 3]), "Read this");
        var big = stage.Server.AddFile("film.mkv", "video/x-matroska", [1], 21L << 20);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Message>().Any());
        var message = stage.Inbox.Events.OfType<PlatformEvent.Message>().Single();
        var file = Assert.Single(message.Files);
        Assert.Equal(("Read this", "note ü.txt", "text/plain", 3L), (message.Text, file.Name, file.MediaType, file.Size));
        Assert.Equal([1, 2, 3], (await stage.Channel.DownloadAsync(file.Reference, 3, default)).ToArray());

        async Task<string> Refusal(string reference, long maximum)
        {
            var e = await Assert.ThrowsAnyAsync<LurkBotException>(() => stage.Channel.DownloadAsync(reference, maximum, default).AsTask());
            Assert.Equal(e.Message, e.ForSender);
            Assert.DoesNotContain(BotApiStage.Token, e.ToString(), StringComparison.Ordinal);
            return e.Message;
        }

        Assert.Contains("larger than", await Refusal(file.Reference, 2), StringComparison.Ordinal);
        Assert.Contains("20 MB", await Refusal(big.FileId, long.MaxValue), StringComparison.Ordinal);
        Assert.Contains("does not have the file", await Refusal("nothing", 9), StringComparison.Ordinal);
        stage.Server.Fail("file", FaultKind.DropAfter);
        Assert.Contains("could not be downloaded", await Refusal(file.Reference, 3), StringComparison.Ordinal);
        await stage.Server.GoOfflineAsync();
        Assert.Contains("could not be downloaded", await Refusal(file.Reference, 3), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/hostname", "cannot be read here")]
    [InlineData("FOLDER/other/documents/file", "cannot be read here")]
    [InlineData("FOLDER/123456:AAF-stage/../other/documents/file", "cannot be read here")]
    [InlineData("FOLDER/123456:AAF-stage/documents/link", "cannot be read here")]
    [InlineData("FOLDER/123456:AAF-stage/documents/none", "cannot be read here")]
    [InlineData("../../secret", "no valid place")]
    [InlineData("FOLDER/123456:AAF-stage/documents/file", null)]
    public async Task Download_PlaceThatTheServerNames_IsReadOnlyInTheBotsOwnFolder(string place, string? refusal)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["other", BotApiStage.Token])
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, name, "documents"));
            await File.WriteAllTextAsync(Path.Combine(folder.Path, name, "documents", "file"), "content");
        }

        File.CreateSymbolicLink(Path.Combine(folder.Path, BotApiStage.Token, "documents", "link"), "/etc/hostname");
        var path = place.Replace("FOLDER", folder.Path, StringComparison.Ordinal);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await server.AcceptTcpClientAsync();
            await client.GetStream().ReadExactlyAsync(new byte[100]);
            var json = $$"""{"ok":true,"result":{"file_id":"f","file_unique_id":"u","file_path":"{{path}}"} }""";
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {json.Length}\r\nConnection: close\r\n\r\n{json}"));
        });
        await using var channel = TelegramChannel.Create(
            new ChannelOptions { BotToken = BotApiStage.Token, BaseUrl = new Uri($"http://{server.LocalEndpoint}") }, TelegramRendering.Html, TimeProvider.System);
        if (refusal is null)
            Assert.Equal("content", Encoding.UTF8.GetString((await channel.DownloadAsync("f", 100, default)).Span));
        else
            Assert.Contains(refusal, (await Assert.ThrowsAnyAsync<LurkBotException>(() => channel.DownloadAsync("f", 100, default).AsTask())).Message, StringComparison.Ordinal);
        await answering;
    }

    [Fact]
    public async Task Requests_Traces_DoNotHoldTheToken()
    {
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        await using var stage = await TelegramStage.StartAsync();
        await stage.SendAsync(TelegramStage.Part("a"), stage.World.Private);
        using (var http = new HttpClient())
            await http.GetAsync(stage.Server.BaseUrl + "/traced");
        Assert.Contains(traced, line => line.Contains("/traced", StringComparison.Ordinal));
        Assert.DoesNotContain(traced, line => line.Contains(BotApiStage.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ShowCommands_Menus_AreSetOnceAndOwnersSeeTheirsAlone()
    {
        await using var stage = await TelegramStage.StartAsync();
        ChannelCommand[] everyone = [new("help", "Shows the commands."), new("not-allowed", "x")], owners = [new("stop", new string('x', 300))];
        for (var i = 0; i < 2; i++)
            await stage.Channel.ShowCommandsAsync(everyone, owners, ["42", "77"], default);
        Assert.Equal(2, stage.Server.Requests.Count(request => request.Method == "setMyCommands" && request.Status == 200));
        var all = await stage.World.CallAsync("getMyCommands");
        var own = await stage.World.CallAsync("getMyCommands", new { scope = new { type = "chat", chat_id = 42 } });
        Assert.Equal(["help"], all["result"]!.AsArray().Select(command => (string)command!["command"]!));
        Assert.Equal(["help", "stop"], own["result"]!.AsArray().Select(command => (string)command!["command"]!));
        Assert.Contains(stage.Log.Lines, line => line.Contains("chat not found", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_CommandsInAGroup_TellWhetherAnAdministratorGaveThem()
    {
        await using var stage = await TelegramStage.StartAsync();
        stage.World.Bot.CanReadAllGroupMessages = true;
        await stage.ListenAsync();
        var group = stage.World.Group;
        stage.Server.SendText(group, stage.World.Ada, "talk");
        stage.Server.SendText(group, stage.World.Ada, "/clear@lurk_bot now");
        stage.Server.SendText(group, stage.World.Bob, "/clear@lurk_bot");
        stage.Server.SendText(group, stage.World.Bob, "/clear@other_bot");
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Message>().Count() == 4);
        Assert.Equal(
            [(null, "", false, false), ("/clear", "now", true, true), ("/clear", "", false, true), ((string?)null, "", false, false)],
            stage.Inbox.Events.OfType<PlatformEvent.Message>().Select(message => (message.Command, message.Argument, message.Sender.IsAdministrator, message.IsForUs)));
        Assert.Single(stage.Server.Requests, request => request.Method == "getChatAdministrators");
    }

    [Fact]
    public void Create_WithoutAToken_SaysWhatToSet()
    {
        var e = Assert.Throws<LurkBotException>(() => TelegramChannel.Create(new ChannelOptions(), TelegramRendering.Html, TimeProvider.System));
        Assert.Contains("LURKBOT_TELEGRAM__BOT_TOKEN", e.Message, StringComparison.Ordinal);
    }
}
