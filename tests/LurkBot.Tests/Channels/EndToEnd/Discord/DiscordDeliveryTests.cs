using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Turns;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Channels;

/// <summary>What becomes of messages and replies on Discord when connections break, answers are lost and limits are reached.</summary>
public sealed class DiscordDeliveryTests
{
    [Fact]
    public async Task Preview_HasAStopButton_ThatEndsTheReply()
    {
        await using var stage = await DiscordStage.StartAsync();
        var gate = new Gate();
        await using var home = await new DiscordHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held("Once upon a time", gate, " there was", cancellation))).StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Tell me a story");
        await home.AnswersAsync(stage.Direct, 1);
        var preview = stage.Server.Answers(stage.Direct)[0];
        var used = stage.Server.Press(preview, stage.Ada, "stop");
        await stage.Server.UntilAsync(() => preview.EarlierContents.Count > 0 && preview.Content.Contains("(Stopped.)", StringComparison.Ordinal));
        Assert.Equal((6, 0), (used.Answer, preview.Buttons.Count()));
        await home.SettledAsync();
        Assert.Single(stage.Server.Answers(stage.Direct));
    }

    [Fact]
    public async Task Approval_IsAskedWithButtons_AndAnswered()
    {
        await using var stage = await DiscordStage.StartAsync();
        var model = new ScriptedModel((_, number, _) => number == 1 ? Call("write", new() { ["path"] = "a.txt", ["content"] = "x" }) : ScriptedModel.Text("Done."));
        await using var home = new DiscordHome(stage, model);
        await home.StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Write it");
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Direct).Any(message => message.Buttons.Count() == 4));
        var question = stage.Server.Answers(stage.Direct).Single(message => message.Buttons.Any());
        var used = stage.Server.Press(question, stage.Ada, (string)question.Buttons.First()["custom_id"]!);
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Direct).Any(message => message.Content == "Done."));
        await stage.Server.UntilAsync(() => !question.Buttons.Any());
        Assert.Equal(6, used.Answer);
        Assert.StartsWith("May write run this?", question.Content, StringComparison.Ordinal);
        Assert.EndsWith("Allowed once.", question.Content, StringComparison.Ordinal);
        Assert.Contains(stage.Server.Answers(stage.Direct), message => message.EphemeralFor == stage.Ada && message.Content == "Allowed once.");
        await home.SettledAsync();
    }

    [Fact]
    public async Task File_ComesWithItsMessage_AndVoiceIsNamed()
    {
        await using var stage = await DiscordStage.StartAsync();
        var model = new ScriptedModel((messages, _, _) => ScriptedModel.Text("Seen."));
        await using var home = await new DiscordHome(stage, model).StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Look", files: ("notes.txt", "text/plain; charset=utf-8", "one, two"u8.ToArray()));
        await home.AnswersAsync(stage.Direct, 1);
        Assert.Contains("one, two", model.Last, StringComparison.Ordinal);
        var said = (await home.ReadAsync(MainKey(stage))).OfType<UserEntry>().Single();
        Assert.Equal(("notes.txt", "text/plain"), (said.Attachments[0].Name, said.Attachments[0].MediaType));
        stage.Server.SayVoice(stage.Direct, stage.Ada, "OggS"u8.ToArray(), 3);
        await home.AnswersAsync(stage.Direct, 2);
        Assert.StartsWith("voice-", (await home.ReadAsync(MainKey(stage))).OfType<UserEntry>().Last().Attachments[0].Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsSentAfterTheText()
    {
        await using var stage = await DiscordStage.StartAsync();
        var model = new ScriptedModel((_, number, _) => number == 1 ? Call("send_file", new() { ["path"] = "naïve notes.txt", ["caption"] = "The *notes*" }) : ScriptedModel.Text("Here."));
        await using var home = await new DiscordHome(stage, model).StartAsync();
        var folder = WorkspaceFolder.Of(home.Path, home.Options.Workspaces, SessionKey.Parse(MainKey(stage)));
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "naïve notes.txt"), "one", TestContext.Current.CancellationToken);
        stage.Server.Say(stage.Direct, stage.Ada, "Send it");
        Assert.Equal(["Here.", "The *notes*"], await home.AnswersAsync(stage.Direct, 2));
        var file = Assert.Single(stage.Server.Answers(stage.Direct)[1].Files);
        Assert.Equal("one", System.Text.Encoding.UTF8.GetString(file.Content));
        await home.SentAsync();
    }

    [Theory]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.HtmlAfter)]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.Html)]
    public async Task Answer_ThatWasLost_IsSentOnce(object kind)
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        var fault = stage.Server.Fail("POST /channels/{channel}/messages", (FaultKind)kind);
        stage.Server.Say(stage.Direct, stage.Ada, "one");
        await fault.Hit.Task;
        stage.Server.Say(stage.Direct, stage.Ada, "two");
        Assert.Equal(["You said: one", "You said: two"], await home.AnswersAsync(stage.Direct, 2));
        var rows = await home.SettledAsync();
        Assert.Equal([OutboundState.Sent, OutboundState.Sent], rows.Outbound.Select(row => row.State));
        Assert.Equal(stage.Server.Answers(stage.Direct).Select(message => message.Id), rows.Outbound.Select(row => row.PlatformId));
    }

    [Fact]
    public async Task Limits_AreKept_AndNothingIsLost()
    {
        await using var stage = await DiscordStage.StartAsync();
        stage.Server.Gateway.IdentifyInterval = TimeSpan.Zero;
        stage.Server.Limits.IsOn = true;
        stage.Server.Limits.Set("POST /channels/{channel}/messages", 2, TimeSpan.FromMilliseconds(400));
        await using var home = await new DiscordHome(stage, new ScriptedModel((_, _, _) => ScriptedModel.Text(string.Join("\n\n", Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 1900)))))).StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Go");
        await home.AnswersAsync(stage.Direct, 8);
        Assert.Equal("abcdefgh", string.Concat(stage.Server.Answers(stage.Direct).Select(message => message.Content[0])));
        Assert.Equal(0, stage.Server.Limits.Ignored);
    }

    [Fact]
    public async Task Flood_IsWaitedFor()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        stage.Server.Fail("POST /channels/{channel}/messages", FaultKind.Refuse, refusal: RestRefusal.RateLimited(0.3));
        stage.Server.Say(stage.Direct, stage.Ada, "one");
        Assert.Equal(["You said: one"], await home.AnswersAsync(stage.Direct, 1));
        Assert.Equal(2, (await home.SettledAsync()).Outbound[0].Attempts);
    }

    [Fact]
    public async Task ServerErrors_InAStorm_LoseAndDoubleNothing()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "zero");
        await home.AnswersAsync(stage.Direct, 1);
        await home.SettledAsync();
        stage.Server.Fail("POST /channels/{channel}/messages", FaultKind.HtmlAfter, times: 2);
        stage.Server.Fail(null, FaultKind.Html, times: 12);
        stage.Server.Gateway.LoseSessions();
        stage.Server.Gateway.Drop();
        for (var i = 0; i < 5; i++)
            stage.Server.Say(stage.Direct, stage.Ada, $"m{i}");
        await Poll.UntilAsync(async () => (await home.ReadAsync(MainKey(stage))).OfType<UserEntry>().Count() == 6);
        var rows = await home.SettledAsync();
        Assert.All(rows.Inbound, row => Assert.Equal(InboundState.Answered, row.State));
        Assert.All(rows.Outbound, row => Assert.Equal(OutboundState.Sent, row.State));
        Assert.Equal(rows.Outbound.Select(row => row.PlatformId).Order(StringComparer.Ordinal), stage.Server.Answers(stage.Direct).Select(post => post.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Restart_GoesOnInTheSession_AndLosesAndDoublesNothing()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "one");
        await home.AnswersAsync(stage.Direct, 1);
        await home.StopAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "two");
        await home.StartAsync();
        Assert.Equal(["You said: one", "You said: two"], await home.AnswersAsync(stage.Direct, 2));
        Assert.Single(stage.Server.Gateway.Sessions);
        Assert.Equal(2, (await home.SettledAsync()).Outbound.Count);
    }

    [Fact]
    public async Task Downtime_WithoutASession_IsReadFromTheHistory()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        await home.StartAsync();
        var (server, bot) = (stage.Server, stage.Bot.Account.Mention);
        var thread = server.OpenThread(stage.Bob, stage.General, "moves");
        server.Say(thread, stage.Bob, $"{bot} before");
        server.Say(stage.Direct, stage.Ada, "before");
        await home.AnswersAsync(thread, 1);
        await home.AnswersAsync(stage.Direct, 1);
        await home.SettledAsync();
        await home.StopAsync();
        server.Gateway.LoseSessions();
        server.Say(stage.General, stage.Bob, "not for the bot");
        server.Say(stage.General, stage.Bob, $"{bot} channel");
        server.Say(thread, stage.Bob, $"{bot} thread");
        var late = server.OpenPost(stage.Bob, stage.Forum, "New", $"{bot} post");
        server.Say(stage.Direct, stage.Ada, "direct");
        await home.StartAsync();
        Assert.EndsWith("channel", Assert.Single(await home.AnswersAsync(stage.General, 1)), StringComparison.Ordinal);
        Assert.EndsWith("thread", (await home.AnswersAsync(thread, 2))[1], StringComparison.Ordinal);
        Assert.EndsWith("post", Assert.Single(await home.AnswersAsync(late, 1)), StringComparison.Ordinal);
        Assert.Equal(["You said: before", "You said: direct"], await home.AnswersAsync(stage.Direct, 2));
        await home.SettledAsync();
        Assert.Equal((1, 2, 1, 2), (server.Answers(stage.General).Count, server.Answers(thread).Count, server.Answers(late).Count, server.Answers(stage.Direct).Count));
    }

    [Fact]
    public async Task FirstStart_ReadsNothingOfBefore()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        stage.Server.Say(stage.General, stage.Bob, $"{stage.Bot.Account.Mention} long ago");
        await home.StartAsync();
        stage.Server.Say(stage.General, stage.Bob, $"{stage.Bot.Account.Mention} now");
        Assert.EndsWith("now", Assert.Single(await home.AnswersAsync(stage.General, 1)), StringComparison.Ordinal);
        await home.SettledAsync();
        Assert.Single(stage.Server.Answers(stage.General));
    }

    [Fact]
    public async Task ReconnectStorm_LosesAndDoublesNothing()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage, new ScriptedModel((_, _, _) => ScriptedModel.Text("Yes."))).StartAsync();
        stage.Server.Limits.Set("POST /channels/{channel}/messages", 1000, TimeSpan.FromSeconds(1));
        for (var i = 0; i < 100; i++)
        {
            var connections = stage.Server.Gateway.Connections.Count;
            if (i % 3 == 0)
                stage.Server.Gateway.Reconnect();
            else if (i % 3 == 1)
                stage.Server.Gateway.Close(4000 + (i % 2));
            else
                stage.Server.Gateway.Drop();
            stage.Server.Say(stage.Direct, stage.Ada, $"message {i}");
            await stage.Server.UntilAsync(() => stage.Server.Gateway.Online is [var online] && stage.Server.Gateway.Connections.Skip(connections).Contains(online));
        }

        await Poll.UntilAsync(async () => (await home.ReadAsync(MainKey(stage))).OfType<UserEntry>().Count() >= 100);
        await home.SettledAsync();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"message {i}"), (await home.ReadAsync(MainKey(stage))).OfType<UserEntry>().Select(entry => entry.Content));
        Assert.Single(stage.Server.Gateway.Sessions);
    }

    private static string MainKey(DiscordStage stage) => $"discord:{stage.Ada.Id}:main";

    private static async IAsyncEnumerable<ChatResponseUpdate> Call(string tool, Dictionary<string, object?> arguments)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", tool, arguments)]);
    }
}
