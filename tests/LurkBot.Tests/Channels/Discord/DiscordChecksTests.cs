using LurkBot.Channels;
using LurkBot.Diagnostics;

namespace LurkBot.Tests.Channels;

/// <summary>What <c>lurkbot channels test discord</c> says of the sessions that a bot may begin.</summary>
public sealed class DiscordChecksTests
{
    [Theory]
    [InlineData(1000, "Pass", "1000 of 1000 sessions")]
    [InlineData(249, "Warn", "connects too often")]
    [InlineData(49, "Fail", "LurkBot starts no session until the limit resets")]
    [InlineData(0, "Fail", "LurkBot starts no session until the limit resets")]
    public async Task Starts_AsDiscordSays_AreJudged(int left, string status, string words)
    {
        await using var stage = await DiscordStage.StartAsync();
        (stage.Bot.StartsLeft, stage.Bot.StartsReset) = (left, TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(5));
        using var setup = new DiscordSetup(DiscordStage.Token, new Uri(stage.Server.BaseUrl + "/api"), TimeProvider.System);
        var check = Check(await setup.IdentifyAsync(default) with { Starts = await setup.FindStartsAsync(default) });
        Assert.Equal(status, check.Status.ToString());
        Assert.Contains(words, check.Detail, StringComparison.Ordinal);
        Assert.Equal(status != "Pass", check.Mend?.Contains("again in 5 h", StringComparison.Ordinal) is true);

        // Asking began none.
        Assert.Equal(left, stage.Bot.StartsLeft);
    }

    [Fact]
    public async Task Starts_NotTold_AreAWarning()
    {
        await using var stage = await DiscordStage.StartAsync();
        stage.Server.Fail("GET /gateway/bot", FaultKind.Refuse, refusal: new RestRefusal(500, 0, "500: Internal Server Error"));
        using var setup = new DiscordSetup(DiscordStage.Token, new Uri(stage.Server.BaseUrl + "/api"), TimeProvider.System);
        Assert.Equal(DoctorStatus.Warn, Check(await setup.IdentifyAsync(default) with { Starts = await setup.FindStartsAsync(default) }).Status);
    }

    private static DoctorCheck Check(DiscordIdentity identity) => DiscordChecks.Of(identity, new ChannelOptions()).Single(check => check.Name == "sessions");
}
