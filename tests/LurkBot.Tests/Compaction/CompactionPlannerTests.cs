using CsCheck;
using LurkBot.Compaction;
using LurkBot.Entries;
using LurkBot.Tests.Entries;

namespace LurkBot.Tests.Compaction;

/// <summary>A plan takes whole turns, and its range hides nothing else.</summary>
public sealed class CompactionPlannerTests
{
    [Fact]
    public async Task Plan_AnyOverlap_TakesWholeTurnsAndHidesNothingElse()
    {
        var (plans, parts) = (0, 0);
        await Gen.Int[0, 2399].Array[0, 150].SampleAsync(
            async choices =>
            {
                var session = new OverlappingSession { Covers = true };
                foreach (var choice in choices)
                {
                    await session.StepAsync(choice);
                    if (CompactionPlanner.Plan(session.Entries, new CompactionSettings(), CompactionTrigger.Overflow) is not { } plan)
                        continue;
                    AssertWhole(session.Entries, plan);
                    var first = SummaryChunks.First(plan, 200, new CompactionSettings().Context.Counter);
                    AssertWhole(session.Entries, first);
                    Interlocked.Increment(ref plans);
                    Interlocked.Add(ref parts, first.Entries.Count < plan.Entries.Count ? 1 : 0);
                }
            },
            iter: 40);
        Assert.True(plans > 100 && parts > 20, $"{plans} {parts}");
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "1 2 3 4 5 6 7 8")]
    public void Plan_TurnsThatRanBesideEachOther_AreTakenTogetherOrNotAtAll(bool goesOn, string? taken)
    {
        List<Entry> entries =
        [
            new UserEntry { Id = 1, Turn = 1, Content = "one", Accepted = "home" },
            new UserEntry { Id = 2, Turn = 2, Content = "two", Accepted = "home" },
            new AssistantEntry { Id = 3, Turn = 1, ToolCalls = [new ToolCall("a", "bash", "{}")], Heard = [1] },
            new AssistantEntry { Id = 4, Turn = 2, ToolCalls = [new ToolCall("b", "bash", "{}")], Heard = [2] },
            new ToolEntry { Id = 5, Turn = 1, ToolCallId = "a", Name = "bash", Content = "x" },
            new AssistantEntry { Id = 6, Turn = 1, Content = "first", Answers = [1] },
            new ToolEntry { Id = 7, Turn = 2, ToolCallId = "b", Name = "bash", Content = "y" },
            new AssistantEntry { Id = 8, Turn = 2, Content = "second", Answers = [2] },
        ];
        if (goesOn)
            entries.AddRange([new UserEntry { Id = 9, Turn = 9, Content = "three", Accepted = "home" }, new AssistantEntry { Id = 10, Turn = 9, Content = "third", Heard = [9], Answers = [9] }]);
        var plan = CompactionPlanner.Plan(entries, new CompactionSettings(), CompactionTrigger.Overflow);
        Assert.Equal(taken, plan is null ? null : string.Join(' ', plan.Entries.Select(entry => entry.Id).Order()));
    }

    private static void AssertWhole(IReadOnlyList<Entry> entries, CompactionPlan plan)
    {
        var map = TurnMap.Of(entries);
        var taken = plan.Entries.Select(entry => entry.Id).ToHashSet();
        var turns = plan.Entries.Select(map.TurnOf).ToHashSet();
        foreach (var entry in EffectiveHistory.Visible(map).Where(entry => entry is UserEntry or AssistantEntry or ToolEntry && !map.IsWithdrawn(entry.Id)))
        {
            if (plan.Previous?.Includes(entry.Id) == true)
                continue;
            var isTaken = taken.Contains(entry.Id);
            Assert.Equal(turns.Contains(map.TurnOf(entry)), isTaken);
            Assert.Equal(isTaken, plan.Range.Contains(entry.Id) && !plan.Except.Contains(entry.Id));
            Assert.False(isTaken && map.IsWaiting(entry.Id));
        }
    }
}
