using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>Whether Slack has what a process sent that did not hear the answer.</summary>
public sealed class SlackProofTests
{
    [Fact]
    public async Task FindSent_ByAClockThatIsAhead_FindsIt()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var root = stage.Server.Say(stage.World.General, stage.World.Ada, "a thread");
        foreach (var target in (DeliveryTarget[])[stage.Target(stage.World.Im), stage.Target(stage.World.General, root)])
        {
            var part = SlackChannelStage.Part("once") with { At = TimeProvider.System.GetUtcNow().AddHours(1) };
            var sent = Assert.IsType<SendOutcome.Sent>(await stage.Channel.SendAsync(part, target, TestContext.Current.CancellationToken));
            Assert.Equal(sent.PlatformId, Assert.IsType<SendProof.Sent>(await stage.Channel.FindSentAsync(part, target, TestContext.Current.CancellationToken)).PlatformId);
        }
    }

    /// <summary>Slack shares a file a while after its upload was completed; the process that waits for it may have another clock than the one that sent it, or has just begun.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task FindSent_OfAFileThatIsNotThere_IsAbsentOnlyAWhileAfterTheFirstLook(int hours)
    {
        foreach (var (sharing, proof) in (Dictionary<TimeSpan, string>)new() { [TimeSpan.FromHours(1)] = "NotNow", [TimeSpan.Zero] = "Absent" })
        {
            await using var stage = await SlackChannelStage.StartAsync(SlackHome.Times with { Sharing = sharing });
            var part = SlackChannelStage.Part("x") with { Id = 7, File = new OutboundFile("blob", "a.txt"), UpdatedAt = TimeProvider.System.GetUtcNow().AddHours(hours) };
            Assert.Equal(proof, (await stage.Channel.FindSentAsync(part, stage.Target(stage.World.Im), TestContext.Current.CancellationToken)).GetType().Name);
        }

        // Also where it was not shared at the first look.
        await using var later = await SlackChannelStage.StartAsync(SlackHome.Times with { Sharing = TimeSpan.FromMilliseconds(50) });
        await Poll.UntilAsync(async () => await later.Channel.FindSentAsync(SlackChannelStage.Part("x") with { Id = 7, File = new OutboundFile("blob", "a.txt") }, later.Target(later.World.Im), default) is SendProof.Absent);
    }

    [Fact]
    public async Task FindSent_InAThread_LooksAmongItsAnswers()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var root = stage.Server.Say(stage.World.General, stage.World.Ada, "@lurkbot hi");
        var part = SlackChannelStage.Part("one");
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(part, stage.World.General, root));
        Assert.Equal(sent.PlatformId, Assert.IsType<SendProof.Sent>(await stage.Channel.FindSentAsync(part, stage.Target(stage.World.General, root), default)).PlatformId);
    }
}
