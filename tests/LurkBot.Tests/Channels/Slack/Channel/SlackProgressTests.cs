using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>How far Slack was heard.</summary>
public sealed class SlackProgressTests
{
    private static readonly DateTimeOffset Now = SlackTs.TimeOf("1800001000.000000");

    [Fact]
    public void Expect_BeforeAMessageIsTaken_LetsAnotherProcessReadItAndKnowItsThread()
    {
        const string Root = "1800000000.000100";
        var progress = new SlackProgress();
        progress.Expect(Message(Root, isForUs: true), Now);
        var next = new SlackProgress();
        next.Restore(progress.Save());
        Assert.True(SlackTs.Compare(next.Of("C1")!, Root) < 0);
        Assert.True(SlackTs.Compare(next.BeginOf("C1")!, Root) < 0);
        Assert.True(next.IsOurs("C1", Root));
    }

    /// <summary>The newest message of a history is where a channel begins that is seen for the first time; it may be told just then, too.</summary>
    [Theory]
    [InlineData("1800000000.000100")]
    [InlineData("1800000000.000101")]
    public void Expect_OfAMessageBeforeWhichItsChatBegan_LetsAnotherProcessReadIt(string begun)
    {
        const string Told = "1800000000.000100";
        var progress = new SlackProgress();
        progress.Begin("C1", begun);
        progress.Expect(Message(Told, isForUs: false), Now);
        var next = new SlackProgress();
        next.Restore(progress.Save());
        Assert.True(SlackTs.Compare(next.BeginOf("C1")!, Told) < 0);
        Assert.Equal(begun, next.Of("C1"));
    }

    [Fact]
    public void Expect_InAChatThatWasHeard_HidesNothing()
    {
        const string Root = "1800000000.000100";
        var progress = new SlackProgress();
        progress.Take(Message(Root, isForUs: true), Now);
        progress.Expect(Message("1800000900.000100", isForUs: false), Now);
        Assert.Equal((Root, Root), (progress.Of("C1"), progress.Of("C1", Root)));
        Assert.True(progress.IsOurs("C1", Root));
    }

    [Fact]
    public void Expect_OfAnEditThatNamesTheBot_KnowsItsThread_AndHidesNothing()
    {
        const string Root = "1800000000.000100";
        var progress = new SlackProgress();
        progress.Expect(Message(Root, isForUs: false) with { EditedAt = Now }, Now);
        Assert.Null(progress.Of("C1", Root));
        progress.Expect(Message(Root, isForUs: true) with { EditedAt = Now }, Now);
        Assert.True(progress.IsOurs("C1", Root));
        Assert.Null(progress.Of("C1"));
    }

    [Fact]
    public void Expect_OfAMessageOfTheFuture_HidesNothing()
    {
        var progress = new SlackProgress();
        progress.Expect(Message("1900000000.000100", isForUs: true), Now);
        Assert.True(SlackTs.Compare(progress.Of("C1")!, SlackTs.At(Now)) < 0);
    }

    private static PlatformEvent.Message Message(string ts, bool isForUs) => new(
        new MessageSource("slack", "U1", "C1", ts, MessageSource.First),
        new PlatformChat(new DeliveryTarget("slack", "U1", "C1", "1800000000.000100"), PlatformChatKind.Group),
        new PlatformSender("U2", "Ada"),
        "hi")
    {
        SentAt = SlackTs.TimeOf(ts),
        IsForUs = isForUs,
    };
}
