namespace LurkBot.Tests.Channels;

/// <summary>Discord refuses the bot for good: its owner hears why, and what to do.</summary>
public sealed class DiscordRefusedTests
{
    [Theory]
    [InlineData(4004, "unauthorized", "choose Bot, press Reset Token, and set LURKBOT_DISCORD__BOT_TOKEN")]
    [InlineData(4010, "refused", "please report it")]
    [InlineData(4011, "refused", "Remove it from some of them")]
    [InlineData(4012, "refused", "Update LurkBot")]
    [InlineData(4013, "refused", "Update LurkBot")]
    [InlineData(4014, "refused", "choose Bot, and under Privileged Gateway Intents turn on Message Content Intent")]
    public async Task Identify_Refused_SaysWhatToDo_AndComesBackByItself(int code, string state, string words)
    {
        await using var stage = await DiscordChannelStage.StartAsync(DiscordChannelStage.Times with { Refused = TimeSpan.FromMilliseconds(300) });
        stage.Gateway.ClosedIdentifies = (1, code);
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == state);
        var health = stage.Channel.Health;
        Assert.Contains(words, health.Detail, StringComparison.Ordinal);
        // Not a word of it is lost where only the log is read.
        Assert.Contains(stage.Log.Lines, line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.Contains($"({code})", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain(stage.Log.Lines, line => line.Contains(DiscordStage.Token, StringComparison.Ordinal));
        await Poll.UntilAsync(() => stage.Channel.Health is { State: "connected", Detail: null });
        Assert.Single(stage.Gateway.Sessions);
    }

    [Fact]
    public async Task Intent_SwitchedOffWhileTheBotRuns_IsSaid_AndTheBotGoesOnWithout()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.World.Bot.HasMessageContent = false;
        stage.Gateway.LoseSessions();
        stage.Gateway.Drop();
        await Poll.UntilAsync(() => stage.Log.Lines.Any(line => line.Contains("(4014)", StringComparison.Ordinal)));
        await stage.HearAsync("after");
        Assert.Contains("Message Content Intent is off", stage.Channel.Health.Detail, StringComparison.Ordinal);
    }
}
