using LurkBot.Cli.Chat;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Tests.Cli;

/// <summary>What a door shows of a run.</summary>
public sealed class TurnViewTests
{
    private readonly System.Text.StringBuilder text = new();
    private readonly List<string> notes = [];

    [Fact]
    public void OneMessage_OthersAreAnsweredOnTheWay_OnlyItsReplyIsPrinted()
    {
        var view = View(isChat: false, own: 2);
        view.Show(new TurnUpdate.Answering([Message(1, "theirs")]));
        view.Show(new TurnUpdate.TextDelta("One."));
        view.Show(Ended("One.", 1));
        view.Show(new TurnUpdate.Answering([Message(2, "mine")]));
        view.Show(new TurnUpdate.TextDelta("Two."));
        view.Show(Ended("Two.", 2));
        Assert.Equal("Two.", text.ToString());
        Assert.Equal(["Answering a message that waited: “theirs”"], notes);
    }

    [Fact]
    public void OneMessage_JoinsTheTurnOfAnother_ItsReplyIsPrinted()
    {
        var view = View(isChat: false, own: 2);
        view.Show(new TurnUpdate.Answering([Message(1, "theirs")]));
        view.Show(new TurnUpdate.TextDelta("Both."));
        view.Show(Ended("Both.", 1, 2));
        Assert.Equal("Both.", text.ToString());
    }

    [Fact]
    public void Chat_TwoReplies_AreNotGlued()
    {
        var view = View(isChat: true, own: 2);
        view.Show(new TurnUpdate.Answering([Message(1, "theirs")]));
        view.Show(new TurnUpdate.TextDelta("One."));
        view.Show(Ended("One.", 1));
        view.Show(new TurnUpdate.Answering([Message(2, "mine")]));
        view.Show(new TurnUpdate.TextDelta("Two."));
        Assert.Equal("One.\n\nTwo.", text.ToString());
    }

    [Fact]
    public void Chat_ItsOwnApprovedTurn_IsNotAMessageThatWaited()
    {
        var view = View(isChat: true, own: null);
        view.Show(new TurnUpdate.Answering([Message(1, "theirs"), Message(3, "mine")]));
        view.Approve(turn: 3);
        view.Show(new TurnUpdate.Answering([Message(1, "theirs"), Message(3, "mine")]));
        view.Show(new TurnUpdate.Answering([Message(7, "of this chat")]));
        Assert.Equal(["Answering a message that waited: “theirs”", "Answering a message that waited: “mine”"], notes);
    }

    [Theory]
    [InlineData(true, true, "/retry answers it again.")]
    [InlineData(true, false, "To have it answered, send the message again.")]
    [InlineData(false, true, "send the message again: lurkbot chat --session cli:p:main \"…\"")]
    public void Interrupted_NamesTheMessageAndWhatHelps(bool isChat, bool isLast, string help)
    {
        View(isChat, own: 9).Show(new TurnUpdate.Interrupted([Message(1, "what is it?")], isLast));
        var note = Assert.Single(notes);
        Assert.StartsWith("The answer to “what is it?” was interrupted", note, StringComparison.Ordinal);
        Assert.EndsWith(help, note, StringComparison.Ordinal);
    }

    [Fact]
    public void Ended_AnothersTurnWasStoppedElsewhere_SaysWhyAndNothingOfOwnCancelling()
    {
        var view = View(isChat: true, own: null);
        view.Show(new TurnUpdate.Ended(new TurnResult(TurnFate.Cancelled, "", "m", null, "cancelled", new OperationCanceledException()) { Answers = [1] }));
        Assert.Empty(notes);
        view.Show(new TurnUpdate.Ended(new TurnResult(TurnFate.Cancelled, "", "m", null, "cancelled", new OperationCanceledException()) { Answers = [1], Why = "Cancelled: a newer message came." }));
        Assert.Equal(["Cancelled: a newer message came."], notes);
    }

    private static UserEntry Message(long id, string content) => new() { Id = id, Content = content };

    private static TurnUpdate.Ended Ended(string reply, params long[] answers) => new(new TurnResult(TurnFate.Answered, reply, "m", null, "stop", null) { Answers = answers });

    private TurnView View(bool isChat, long? own) =>
        new(SessionKey.Parse("cli:p:main"), new ReplySink(piece => text.Append(piece), notes.Add, IsChat: isChat), own, new HashSet<long> { 7 }, _ => { });
}
