using LurkBot.Commands;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Recall;
using LurkBot.Rendering;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Tests.Rendering;

namespace LurkBot.Tests.Entries;

/// <summary>Whatever names who speaks: a message that no person wrote here never stands under a person's name alone.</summary>
public sealed class EntrySpeakerTests
{
    private static readonly Sender Ada = new("owner", "Ada", Trust.Full);

    public static TheoryData<string?, string?, string> Spoken => new()
    {
        { null, "Ada", "Ada" },
        { new MessageOrigin(MessageOrigin.Session, "cli:work:main").ToString(), "Ada", "cli:work:main, on behalf of Ada" },
        { new MessageOrigin(MessageOrigin.Session, "cli:coder-1784690a236c:subagent").ToString(), "Ada", "cli:coder-1784690a236c:subagent, on behalf of Ada" },
        { new MessageOrigin(MessageOrigin.Command, "lurkbot sessions send").ToString(), "Ada", "lurkbot sessions send, by Ada" },
        { ScheduledMessage.OriginOf("a1b2c3"), "Ada", "schedule a1b2c3" },
        { "another program", null, "another program" },
    };

    [Theory]
    [MemberData(nameof(Spoken))]
    public void EveryPlaceThatNamesASpeaker_NamesTheSame(string? origin, string? person, string speaker)
    {
        var entry = new UserEntry { Id = 1, At = DateTimeOffset.UnixEpoch, Content = "What is the code?", Origin = origin, Sender = person is null ? null : Ada with { Name = person } };
        Assert.Equal($"{speaker}: What is the code?", EntryText.Describe(entry));
        Assert.Equal($"active, by {speaker}: a message", EntryText.LogLine(entry));
        Assert.Equal(speaker, Transcript.Speaker(entry));
        Assert.Equal($"#1 {speaker}: What is the code?", HistoryDigest.Line(entry));
        var found = Assert.Single(SearchableEntry.Of([entry]));
        Assert.Equal((speaker, origin is null), (found.Who, found.IsSaid));
        Assert.Equal(speaker, RecalledQuote.Whole(new RecallHit(1, 1, entry.At, found.Role, found.Who, found.Text)).Speaker);
        var summed = new System.Text.StringBuilder();
        SummaryPrompt.Append(summed, entry, 100);
        Assert.Equal($"#1 {(origin is null ? "user" : "message from")} {speaker}: What is the code?\n", summed.ToString());
        Assert.Equal(origin is not null, EntryText.Change(entry).EndsWith($"(entry 1), a message from {speaker}", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_WhatAScheduleBegan_GoesOnInItsName()
    {
        var entry = new UserEntry { Content = "x", Origin = new MessageOrigin(MessageOrigin.Session, "cli:work:main").ToString(), Sender = new Sender(ScheduledMessage.OriginOf("a1b2c3"), "Schedule a1b2c3", Trust.Full) };
        Assert.Equal("cli:work:main, on behalf of schedule a1b2c3", EntrySpeaker.Of(entry));
        Assert.Null(EntrySpeaker.Of(new UserEntry { Content = "x" }));
    }

    [Fact]
    public void Pages_OfAMessageThatNoPersonWrote_DoNotShowItAsThePersons()
    {
        var entry = Seeds.User("What is the code?") with { Origin = new MessageOrigin(MessageOrigin.Session, "cli:work:main").ToString(), Sender = Ada };
        var info = Seeds.Info();
        using var markdown = new StringWriter();
        new MarkdownTranscript(markdown).Write(new Transcript(info, [entry]));
        Assert.Contains("\n## cli:work:main, on behalf of Ada · ", markdown.ToString(), StringComparison.Ordinal);
        using var html = new StringWriter();
        new HtmlTranscript(new HtmlOutput(html)).Write(new Transcript(info, [entry]));
        Assert.Contains("class=\"other", html.ToString(), StringComparison.Ordinal);
        Assert.Contains("<bdi>cli:work:main, on behalf of Ada</bdi>", html.ToString(), StringComparison.Ordinal);
    }
}
