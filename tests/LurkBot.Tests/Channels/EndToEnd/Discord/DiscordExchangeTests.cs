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
}
