using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>What one session has said in another one's chat on Discord, over sockets, files and the ledger.</summary>
public sealed class DiscordExchangeTests
{
    [Fact]
    public async Task Send_ToAChannelByItsName_IsPostedThere_AndSaysSoAsTheSpecShows()
    {
        await using var stage = await DiscordStage.StartAsync();
        var updates = stage.Server.AddChannel(stage.Guild, "dev-updates");
        var model = new ScriptedModel((messages, _, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : ExchangeHome.Call("sessions_send", ("to", "#dev-updates"), ("message", "Build complete")));
        await using var home = new DiscordHome(stage, model);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        await home.StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Send \"Build complete\" to the #dev-updates channel");
        Assert.Equal(["Message sent to discord:dev-updates:group"], await home.AnswersAsync(stage.Direct, 1));
        Assert.Equal(["Build complete"], await home.AnswersAsync(updates, 1));
        Assert.Empty(stage.Server.Answers(stage.General));
        var entries = await home.ReadAsync(DiscordHome.Key(updates.Id, "group"));
        var (sent, said) = ((UserEntry)entries[0], (AssistantEntry)entries[1]);
        Assert.Equal((stage.Ada.Id, DiscordHome.Key(stage.Ada.Id, "main")), (sent.Sender!.Id, MessageOrigin.TryParse(sent.Origin)!.Name));
        Assert.Equal(("Build complete", "posted"), (said.Content, said.Finish));
        Assert.All((await home.SettledAsync()).Outbound, row => Assert.Equal(OutboundState.Sent, row.State));
        // Whoever answers there talks with a bot that knows what it said, and because of whom.
        stage.Server.Say(updates, stage.Bob, $"{stage.Bot.Account.Mention} thanks");
        await stage.Server.UntilAsync(() => model.Requests.Count >= 3);
        var seen = model.Requests[2];
        Assert.Contains($"user|text [From Ada, id {stage.Ada.Id}, sent by session {DiscordHome.Key(stage.Ada.Id, "main")}]\nBuild complete", seen);
        Assert.Contains("assistant|text Build complete", seen);
    }

    [Fact]
    public async Task Channels_ThatDiscordLists_AreKnownToOtherProcesses_BeforeAnyMessage()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        await home.StartAsync();
        using var book = new ChatBook(home.Ledger);
        await Poll.UntilAsync(async () => (await book.ReadAsync("discord", default)).Any(chat => chat.Title == "general"));
    }

    [Fact]
    public async Task Send_ThatDiscordRefuses_BringsItsFateBack()
    {
        await using var stage = await DiscordStage.StartAsync();
        var model = new ScriptedModel((messages, _, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : ExchangeHome.Call("sessions_send", ("to", "#general"), ("message", "Build complete")));
        await using var home = new DiscordHome(stage, model);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        stage.General.Denied = DiscordRight.SendMessages;
        await home.StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Send it");
        Assert.StartsWith("Error: Message to discord:general:group was not sent: ", Assert.Single(await home.AnswersAsync(stage.Direct, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_TakesAYesOnBothSides_EachToldWhatTheOtherSees()
    {
        await using var stage = await DiscordStage.StartAsync();
        var eve = stage.Server.AddUser("Eve");
        await using var home = new DiscordHome(stage);
        home.Discord.Allowlist = [stage.Bob.Id, eve.Id];
        await home.StartAsync();
        var (first, second) = (stage.Server.OpenDirect(stage.Bob), stage.Server.OpenDirect(eve));
        stage.Server.Say(stage.Direct, stage.Ada, "/link");
        Assert.Contains("lurkbot people link", Assert.Single(await home.AnswersAsync(stage.Direct, 1)), StringComparison.Ordinal);
        stage.Server.Say(first, stage.Bob, "Hello");
        await home.AnswersAsync(first, 1);
        stage.Server.Say(first, stage.Bob, "/link");
        var offered = (await home.AnswersAsync(first, 2))[1];
        Assert.Contains("can then be read from that account", offered, StringComparison.Ordinal);
        var code = home.Services.People.Read().Waiting.Single().Code;
        Assert.Contains($"/link {code}", offered, StringComparison.Ordinal);
        stage.Server.Say(second, eve, $"/link {code}");
        Assert.Contains($"What is said in the direct chats of discord:{eve.Id} (Eve) can then be read from discord:{stage.Bob.Id} (Bob).", Assert.Single(await home.AnswersAsync(second, 1)), StringComparison.Ordinal);
        Assert.Empty(home.Services.People.Read().Links);
        stage.Server.Say(second, eve, $"/link {code} yes");
        Assert.Contains($"Linked with discord:{stage.Bob.Id} (Bob).", (await home.AnswersAsync(second, 2))[1], StringComparison.Ordinal);
        Assert.Equal(home.Services.Access.PersonOf("discord", eve.Id), home.Services.Access.PersonOf("discord", stage.Bob.Id));
        stage.Server.Say(first, stage.Bob, "/unlink");
        Assert.Contains("on its own again", (await home.AnswersAsync(first, 3))[2], StringComparison.Ordinal);
        Assert.NotEqual(home.Services.Access.PersonOf("discord", eve.Id), home.Services.Access.PersonOf("discord", stage.Bob.Id));
    }

    [Fact]
    public async Task Send_ANameThatMeansTwoChannels_AsksBackWithBoth()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (one, two) = (stage.Server.AddChannel(stage.Guild, "news"), stage.Server.AddChannel(stage.Guild, "news"));
        var model = new ScriptedModel((messages, _, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : ExchangeHome.Call("sessions_send", ("to", messages[^1].Text.Split(' ')[^1]), ("message", "Hi")));
        await using var home = new DiscordHome(stage, model);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        await home.StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Send it to #news");
        // In the place of its preview.
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Direct) is [{ Content: { } asked }]
            && asked.Replace("\\", "", StringComparison.Ordinal).Contains($"“#news” could be discord:{one.Id}:group or discord:{two.Id}:group", StringComparison.Ordinal));
        stage.Server.Say(stage.Direct, stage.Ada, $"Send it to discord:{two.Id}:group");
        Assert.Equal($"Message sent to discord:{two.Id}:group", (await home.AnswersAsync(stage.Direct, 2))[1]);
        Assert.Equal(["Hi"], stage.Server.Answers(two).Select(message => message.Content));
        Assert.Empty(stage.Server.Answers(one));
    }

    [Fact]
    public async Task Wait_ForASessionThatMustAskTheOwner_AsksInTheirDirectChat_AndBringsTheAnswer()
    {
        await using var stage = await DiscordStage.StartAsync();
        var model = new ScriptedModel((messages, _, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.EndsWith("Ask Bob's chat", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", "@Bob"), ("message", "Look at the list"), ("wait", true))
            : messages[^1].Text.EndsWith("Look at the list", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_list")
            : ScriptedModel.Text("Hello."));
        await using var home = new DiscordHome(stage, model);
        home.Discord.Allowlist = [stage.Bob.Id];
        home.Options.Tools.ChannelAsk["DISCORD"] = ["sessions_list"];
        await home.StartAsync();
        var bob = stage.Server.OpenDirect(stage.Bob);
        stage.Server.Say(bob, stage.Bob, "Hi");
        Assert.Equal(["Hello."], await home.AnswersAsync(bob, 1));
        stage.Server.Say(stage.Direct, stage.Ada, "Ask Bob's chat");
        var question = (await home.AnswersAsync(stage.Direct, 1))[0];
        Assert.Contains("sessions_list", question.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var asked = stage.Server.Answers(stage.Direct)[0];
        stage.Server.Press(asked, stage.Ada, (string)asked.Buttons.First()["custom_id"]!);
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Direct).Any(message => message.Content.Contains("discord:Bob:dm answers:", StringComparison.Ordinal)));
        Assert.Single(stage.Server.Answers(bob));
        // Bob's session, asked by the owner, still sees what is Bob's alone.
        var told = stage.Server.Answers(stage.Direct).Single(message => message.Content.Contains("answers:", StringComparison.Ordinal)).Content;
        Assert.Contains($"discord:{stage.Bob.Id}:dm", told, StringComparison.Ordinal);
        Assert.DoesNotContain($"discord:{stage.Ada.Id}:main", told, StringComparison.Ordinal);
    }
}
