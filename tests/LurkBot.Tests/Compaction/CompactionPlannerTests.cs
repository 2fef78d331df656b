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
                    AssertNoneBeside(session.Entries, plan);
                    var first = SummaryChunks.First(plan, 200, new CompactionSettings().Context.Counter);
                    AssertWhole(session.Entries, first);
                    Interlocked.Increment(ref plans);
                    Interlocked.Add(ref parts, first.Entries.Count < plan.Entries.Count ? 1 : 0);
                }
            },
            iter: 40);
        Assert.True(plans > 100 && parts > 20, $"{plans} {parts}");
    }

    /// <summary>Turns that ran beside each other are taken together or not at all.</summary>
    private static void AssertNoneBeside(IReadOnlyList<Entry> entries, CompactionPlan plan)
    {
        var map = TurnMap.Of(entries);
        var taken = plan.Entries.Select(entry => entry.Id).ToHashSet();
        var left = EffectiveHistory.Visible(map).Where(entry => entry is UserEntry or AssistantEntry or ToolEntry && !map.IsWithdrawn(entry.Id) && !taken.Contains(entry.Id) && plan.Previous?.Includes(entry.Id) != true).ToList();
        if (left.Count > 0)
            Assert.True(plan.Entries.Max(map.PlaceOf) < left.Min(map.PlaceOf));
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
