namespace LurkBot.Tests.Channels;

/// <summary>Where the bot answers on Slack, and in which words it says where it does not.</summary>
public sealed class SlackAdmissionTests
{
    [Fact]
    public async Task Channel_NotAllowed_TellsTheOwnerWhatToSet()
    {
        await using var stage = await SlackStage.StartAsync();
        var home = new SlackHome(stage);
        home.Slack.AllowedGroups = [];
        await using (await home.StartAsync())
        {
            stage.Server.Say(stage.General, stage.Bob, "@lurkbot hi");
            stage.Server.Say(stage.General, stage.Ada, "@lurkbot hi");
            Assert.Equal($"This channel is not allowed yet. Add {stage.General.Id} to LURKBOT_SLACK__ALLOWED_GROUPS and restart the gateway.", Assert.Single(await home.AnswersAsync(stage.General, 1)));
            Assert.Contains((await home.SettledAsync()).Inbound, row => row.Reason == "the channel is not allowed");
        }
    }
}
