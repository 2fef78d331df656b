using CsCheck;
using LurkBot.Entries;

namespace LurkBot.Tests.Entries;

/// <summary>A message stands just before the entry that heard it, in the turn of that entry.</summary>
public sealed class TurnMapTests
{
    private static readonly Gen<int[]> Choices = Gen.Int[0, 2399].Array[0, 80];

    [Fact]
    public async Task Of_AnyOverlap_TellsEachMessageJustBeforeItsHearer() => await Choices.SampleAsync(async choices =>
    {
        var session = new OverlappingSession();
        foreach (var choice in choices)
        {
            await session.StepAsync(choice);
            var map = TurnMap.Of(session.Entries);
            Assert.Equal(Expected(session.Entries), map.Entries.Select(entry => entry.Id));
        }
    });

    [Fact]
    public async Task Of_AnyOverlap_KnowsTurnAndPlaceOfEachMessage() => await Choices.SampleAsync(async choices =>
    {
        var session = new OverlappingSession();
        foreach (var choice in choices)
            await session.StepAsync(choice);
        var map = TurnMap.Of(session.Entries);
        var undone = EffectiveHistory.Undone(session.Entries);
        foreach (var message in session.Entries.OfType<UserEntry>())
        {
            var hearer = session.Entries.FirstOrDefault(entry => entry is ITurnMark mark && mark.Heard.Contains(message.Id));
            var waits = session.Waiting.Contains(message.Id) || (message.Accepted is not null && undone.Contains(message.Id) && hearer is null);
            Assert.Equal(session.Turns.GetValueOrDefault(message.Id, message.Id), map.TurnOf(message));
            if (map.PlaceOf(message) != hearer?.Id)
                Assert.Equal(waits ? long.MaxValue : hearer is null || hearer.Id == message.Id + 1 ? message.Id : 0, map.PlaceOf(message));
            Assert.Equal((waits, session.Withdrawn.Contains(message.Id)), (map.IsWaiting(message.Id), map.IsWithdrawn(message.Id)));
        }

        foreach (var turn in session.Turns.GroupBy(heard => heard.Value, heard => heard.Key))
            Assert.Equal(turn.Order(), map.QuestionsOf(turn.Key).Select(message => message.Id).Order());
        Assert.All(session.Entries.Where(entry => entry is AssistantEntry or ToolEntry), entry => Assert.Equal((entry.Turn, entry.Id), (map.TurnOf(entry), map.PlaceOf(entry))));
        Assert.Equal(session.Waiting, session.Session.Info.Turns!.Pending);
        Assert.Equal(TurnState.Of(session.Entries), session.Session.Info.Turns);
        var open = map.OpenTurns().Select(turn => map.TurnOf(turn[0]));
        Assert.Equal(session.HasResponse && !undone.Contains(session.Running) ? [session.Running] : [], open);
    });

    /// <summary>What a model saw stays where it was: a context grows only at its end.</summary>
    [Fact]
    public async Task Of_HistoryThatGrows_WhatAModelSawStaysAtTheBeginning() => await Choices.SampleAsync(async choices =>
    {
        var (session, before) = (new OverlappingSession { Resets = false }, new List<long>());
        foreach (var choice in choices)
        {
            await session.StepAsync(choice);
            var seen = Seen(TurnMap.Of(session.Entries));
            Assert.Equal(before, seen.Take(before.Count));
            before = seen;
        }
    });

    /// <summary>A history in which nothing moves is not sorted; a message that waits has it sorted.</summary>
    [Fact]
    public async Task Of_HistoryInOrder_IsTheSameWhenItIsSorted() => await Choices.SampleAsync(async choices =>
    {
        var session = new OverlappingSession();
        foreach (var choice in choices)
        {
            // A message is accepted only when no turn runs, and begins one at once.
            if (choice % 24 is 7 or 10 || (choice % 24 <= 6 && (session.Running > 0 || session.Waiting.Count > 0)) || (choice % 24 is 8 or 9 && session.Waiting.Count > 0))
                continue;
            await session.StepAsync(choice);
        }

        if (session.Waiting.Count > 0)
            return;
        var id = session.Entries.Count + 1;
        var sorted = TurnMap.Of([.. session.Entries, new UserEntry { Id = id, Turn = id, Accepted = "home" }, new UserEntry { Id = id + 1, Turn = id + 1, Accepted = "home" }]);
        Assert.Equal(session.Entries.Select(entry => entry.Id), TurnMap.Of(session.Entries).Entries.Select(entry => entry.Id));
        Assert.Equal(session.Entries.Select(entry => entry.Id), sorted.Entries.SkipLast(2).Select(entry => entry.Id));
        Assert.All(session.Entries, entry => Assert.Equal(entry.Turn, sorted.TurnOf(entry)));
    });

    [Fact]
    public void Of_MessageAcceptedWhileATurnRuns_StandsBeforeItsOwnResponse()
    {
        var map = TurnMap.Of([Message(1), Response(2, 1, [1], [], "c"), Message(3), Result(4, 1, "c"), Response(5, 1, [], [1]), Response(6, 3, [3], [3])]);
        Assert.Equal([1, 2, 4, 5, 3, 6], Ids(map));
        Assert.Equal(6, map.PlaceOf(map.Entries[4]));
    }

    [Fact]
    public void Of_SeveralMessagesInOneTurn_AreAllOfIt()
    {
        var map = TurnMap.Of([Message(1), Message(2), Message(3), Response(4, 3, [1, 3], [1, 3]), Response(5, 2, [2], [2])]);
        Assert.Equal([1, 3, 4, 2, 5], Ids(map));
        Assert.Equal([3, 3, 3, 2, 2], map.Entries.Select(map.TurnOf));
        Assert.Equal([1, 3], map.QuestionsOf(3).Select(message => message.Id));
    }

    [Fact]
    public void Of_MessageThatSteersATurn_StandsBetweenItsSteps()
    {
        var map = TurnMap.Of([Message(1), Response(2, 1, [1], [], "c"), Message(3), Result(4, 1, "c"), Response(5, 1, [3], [1, 3])]);
        Assert.Equal([1, 2, 4, 3, 5], Ids(map));
        Assert.Equal(1, map.TurnOf(map.Entries[3]));
    }

    [Fact]
    public void Of_MessageThatEndedUnheard_IsWithdrawnAndStaysWhereItWas()
    {
        var map = TurnMap.Of([Message(1), Message(2), Response(3, 1, [1], [], "c"), new NoticeEntry { Id = 4, Turn = 1, Answers = [2] }, Result(5, 1, "c"), Response(6, 1, [], [1])]);
        Assert.True(map.IsWithdrawn(2) && !map.IsWaiting(2));
        Assert.Equal([1, 3, 4, 5, 6], Ids(map).Where(id => id != 2));
    }

    [Fact]
    public void Of_TurnThatFailsBeforeAnyResponse_HasItsMessageBeforeTheNotice()
    {
        var map = TurnMap.Of([Message(1), Message(2), new NoticeEntry { Id = 3, Turn = 1, Heard = [1], Answers = [1], Fate = TurnFate.Failed }, Response(4, 2, [2], [2])]);
        Assert.Equal([1, 3, 2, 4], Ids(map));
        Assert.False(map.IsWaiting(1) || map.IsWithdrawn(1));
    }

    [Fact]
    public void Of_MessagesThatNothingHeard_StandAtTheEnd()
    {
        var map = TurnMap.Of([Message(1), Message(2), new UserEntry { Id = 3, Turn = 3, Accepted = "home", Observed = true }, Response(4, 2, [2], [2]), new SettingsEntry { Id = 5, Turn = 2, Model = "m" }]);
        Assert.Equal([3, 2, 4, 5, 1], Ids(map));
        Assert.Equal((true, false, 1L), (map.IsWaiting(1), map.IsWaiting(3), map.TurnOf(map.Entries[^1])));
    }

    /// <summary>The store gives an entry without a turn the newest one, which may be a message that waits.</summary>
    [Fact]
    public void Of_NoticeWithTheTurnOfAMessageThatWaits_DoesNotBeginThatTurn()
    {
        List<Entry> entries = [Message(1), Message(2), new NoticeEntry { Id = 3, Turn = 2, Content = "Renamed." }, Response(4, 1, [1], [1])];
        Assert.Equal([3, 1, 4, 2], Ids(TurnMap.Of(entries)));
        entries.Add(Response(5, 2, [2], [2]));
        Assert.Equal([3, 1, 4, 2, 5], Ids(TurnMap.Of(entries)));
    }

    [Fact]
    public void Of_EntryOfTheSessionWithinATurn_StaysBetweenItsSteps()
    {
        List<Entry> entries = [Message(1), Response(2, 1, [1], [], "c"), new SettingsEntry { Id = 3, Turn = 1, Model = "m" }, Result(4, 1, "c"), Response(5, 1, [], [1])];
        Assert.Equal([1, 2, 3, 4, 5], Ids(TurnMap.Of(entries)));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], Ids(TurnMap.Of([.. entries, Message(6), Message(7)])));
    }

    [Fact]
    public void Of_TurnsOfAnEarlierVersionBesideEachOther_AreToldOneAfterTheOther()
    {
        var map = TurnMap.Of([new UserEntry { Id = 1, Turn = 1 }, new UserEntry { Id = 2, Turn = 2 }, new AssistantEntry { Id = 3, Turn = 1 }, new AssistantEntry { Id = 4, Turn = 2 }, new AssistantEntry { Id = 5, Turn = 1 }]);
        Assert.Equal([1, 3, 5, 2, 4], Ids(map));
    }

    [Fact]
    public void Of_EntriesWithoutATurn_BelongToTheMessageBeforeThem()
    {
        var map = TurnMap.Of([new UserEntry { Id = 1 }, new AssistantEntry { Id = 2 }, new UserEntry { Id = 3 }, new AssistantEntry { Id = 4 }]);
        Assert.Equal([(1, 1), (2, 1), (3, 3), (4, 3)], map.Entries.Select(entry => (entry.Id, map.TurnOf(entry))));
    }

    [Fact]
    public void Of_NewestEntriesOnly_KeepTheirOrderWithoutTheMessagesBeforeThem()
    {
        List<Entry> entries = [Message(1), Message(2), Response(3, 1, [1], [], "c"), Message(4), Result(5, 1, "c"), Response(6, 1, [], [1]), Response(7, 2, [2], [2]), Response(8, 4, [4], [4])];
        Assert.Equal([5, 6, 7, 4, 8], Ids(TurnMap.Of(entries[3..])));
        Assert.Equal([1, 3, 5, 6, 2, 7, 4, 8], Ids(TurnMap.Of(entries)));
    }

    [Fact]
    public void Of_ErasedMessage_StandsBeforeItsHearerToo()
    {
        var map = TurnMap.Of([Message(1), new TombstoneEntry { Id = 2, Turn = 2 }, Response(3, 1, [1], [1]), Response(4, 2, [2], [2])]);
        Assert.Equal([1, 3, 2, 4], Ids(map));
    }

    [Fact]
    public void OpenTurns_TurnWithoutAnEnd_HasItsMessagesAndSteps()
    {
        var map = TurnMap.Of([Message(1), Response(2, 1, [1], [1]), Message(3), Message(4), Response(5, 3, [3], [], "c"), Result(6, 3, "c")]);
        Assert.Equal([3, 5, 6], Assert.Single(map.OpenTurns()).Select(entry => entry.Id));
    }

    /// <summary>The store gives a notice the turn that runs; it ends only what it answers.</summary>
    [Fact]
    public void OpenTurns_NoticeThatWithdrawsAnotherMessage_DoesNotEndTheTurn()
    {
        List<Entry> entries = [Message(1), Message(2), Response(3, 1, [1], [], "c"), new NoticeEntry { Id = 4, Turn = 1, Answers = [2] }];
        Assert.Equal([1, 3, 4], Assert.Single(TurnMap.Of(entries).OpenTurns()).Select(entry => entry.Id));
        Assert.Equal((true, false), (TurnState.Of(entries).CanAnswer(1), TurnState.Of(entries).CanAnswer(2)));
    }

    [Fact]
    public void Visible_ClearBeforeAPendingMessageIsHeard_ShowsTheMessage()
    {
        List<Entry> entries = [Message(1), new ClearEntry { Id = 2, Turn = 1 }, Response(3, 1, [1], [1])];
        Assert.Equal([2, 1, 3], Ids(TurnMap.Of(entries)));
        Assert.Equal([1, 3], EffectiveHistory.Visible(entries).Select(entry => entry.Id));
    }

    private static UserEntry Message(long id) => new() { Id = id, Turn = id, Content = $"message {id}", Accepted = "home" };

    private static AssistantEntry Response(long id, long turn, IReadOnlyList<long> heard, IReadOnlyList<long> answers, params IReadOnlyList<string> calls) =>
        new() { Id = id, Turn = turn, Content = $"response {id}", Heard = heard, Answers = answers, ToolCalls = [.. calls.Select(call => new ToolCall(call, "bash", "{}"))] };

    private static ToolEntry Result(long id, long turn, string call) => new() { Id = id, Turn = turn, ToolCallId = call, Name = "bash" };

    private static IEnumerable<long> Ids(TurnMap map) => map.Entries.Select(entry => entry.Id);

    /// <summary>What a model may see.</summary>
    private static List<long> Seen(TurnMap map) => [.. map.Entries.Where(entry => entry is UserEntry or AssistantEntry or ToolEntry && !map.IsWaiting(entry.Id) && !map.IsWithdrawn(entry.Id)).Select(entry => entry.Id)];

    /// <summary>The order of a session whose turns run one after the other: entries as they were written, but each message before the first that names it.</summary>
    private static List<long> Expected(IReadOnlyList<Entry> entries)
    {
        var (order, told) = (new List<long>(), new HashSet<long>());
        var heard = entries.OfType<ITurnMark>().SelectMany(mark => mark.Heard).ToHashSet();
        var answered = entries.OfType<ITurnMark>().SelectMany(mark => mark.Answers).ToHashSet();
        bool Waits(Entry entry) => entry is UserEntry { Accepted: not null } && !heard.Contains(entry.Id) && !answered.Contains(entry.Id);
        foreach (var entry in entries)
        {
            if (entry is UserEntry && (heard.Contains(entry.Id) || Waits(entry)))
                continue;
            order.AddRange(((entry as ITurnMark)?.Heard ?? []).Where(told.Add));
            order.Add(entry.Id);
        }

        return [.. order, .. entries.Where(Waits).Select(entry => entry.Id)];
    }
}
