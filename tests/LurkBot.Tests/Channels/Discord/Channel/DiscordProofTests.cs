using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>Whether Discord has what a process sent that did not hear the answer.</summary>
public sealed class DiscordProofTests
{
    [Fact]
    public async Task FindSent_InADirectChatWithoutMessages_IsAbsent()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        Assert.IsType<SendProof.Absent>(await stage.Channel.FindSentAsync(DiscordChannelStage.Part("lost"), stage.Direct, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false, "Absent")]
    [InlineData(true, "Unknown")]
    public async Task FindSent_InAnEmptyChannel_IsAbsentWhereTheHistoryMayBeRead(bool isHidden, string proof)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        var room = stage.Server.AddChannel(stage.World.Guild, "empty");
        if (isHidden)
            stage.Server.Deny(room, DiscordRight.ReadMessageHistory);
        var target = new DeliveryTarget("discord", stage.World.Bot.Id, room.Id, null);
        Assert.Equal(proof, (await stage.Channel.FindSentAsync(DiscordChannelStage.Part("lost"), target, TestContext.Current.CancellationToken)).GetType().Name);
        // What the bot may do there cannot be read: it is asked again.
        stage.Server.Fail("GET /guilds/{guild}/members/{user}", FaultKind.DropBefore);
        Assert.IsType<SendProof.NotNow>(await stage.Channel.FindSentAsync(DiscordChannelStage.Part("lost"), target, TestContext.Current.CancellationToken));
    }

    /// <summary>Discord remembers a nonce for two minutes; an answer is not waited for as long.</summary>
    [Theory]
    [InlineData(false, 3, "Absent")]
    [InlineData(true, 3, "NotNow")]
    [InlineData(true, 6, "Absent")]
    public async Task FindSent_OfWhatWasSentMinutesAgo_WaitsOnlyForAFile(bool isFile, int minutes, string proof)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        var part = DiscordChannelStage.Part("lost") with { At = TimeProvider.System.GetUtcNow().AddMinutes(-minutes), File = isFile ? new OutboundFile("blob", "a.txt") : null };
        Assert.Equal(proof, (await stage.Channel.FindSentAsync(part, stage.Direct, TestContext.Current.CancellationToken)).GetType().Name);
    }

    [Fact]
    public async Task FindSent_ByAClockThatIsAhead_FindsWhatAnotherProcessSent()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        var part = DiscordChannelStage.Part("once") with { At = TimeProvider.System.GetUtcNow().AddHours(1) };
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(part, stage.Direct));
        await stage.RestartAsync();
        stage.Gateway.LoseSessions();
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "connected");
        Assert.Equal(sent.PlatformId, Assert.IsType<SendProof.Sent>(await stage.Channel.FindSentAsync(part, stage.Direct, TestContext.Current.CancellationToken)).PlatformId);
    }
}
