using CsCheck;
using LurkBot.Budgets;
using LurkBot.Entries;

namespace LurkBot.Tests.Budgets;

public sealed class BudgetRulesTests
{
    private static readonly Gen<BudgetStatus> Limits = Gen.Select(Gen.Enum<BudgetScope>(), Gen.Enum<BudgetUnit>(), Gen.Decimal[0.01m, 1000m], (scope, unit, limit) =>
        new BudgetStatus(scope, unit, limit, limit, 0) { Day = scope == BudgetScope.Session ? null : new DateOnly(2026, 3, 1) });

    /// <summary>Whatever calls cost and whoever else spends: no call begins at the limit, and nobody is stopped by their own spending untold.</summary>
    [Fact]
    public void Decide_OverAnyCalls_NeverCallsAtTheLimitAndTellsEachCrossingOnce() =>
        Gen.Select(Limits.Array[1, 6], Gen.Select(Gen.Decimal[0m, 300m], Gen.Bool, Gen.Int[0, 20]).Array[0, 40]).Sample((limits, calls) =>
        {
            var stands = limits.DistinctBy(stand => (stand.Scope, stand.Unit)).ToList();
            var told = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (cost, byOthers, given) in calls)
            {
                if (given == 0)
                {
                    var raised = BudgetRules.Extend(stands, new BudgetAmount(50, null));
                    Assert.All(raised, stand => Assert.True(stand.Limit > stand.Used && stand.Limit >= stands.Single(old => (old.Scope, old.Unit) == (stand.Scope, stand.Unit)).Limit));
                    stands = [.. stands.Select(stand => raised.FirstOrDefault(other => (other.Scope, other.Unit) == (stand.Scope, stand.Unit)) ?? stand)];
                }

                var before = BudgetRules.Decide(stands, told);
                Assert.Equal(stands.Exists(stand => stand.Used >= stand.Limit), before.Exhausted is not null);
                if (before.Exhausted is not null && !byOthers)
                    continue;
                stands = [.. stands.Select(stand => byOthers && stand.Scope == BudgetScope.Session ? stand : stand with { Used = stand.Used + cost })];
                if (byOthers)
                    continue;
                foreach (var stand in BudgetRules.Decide(stands, told).ToTell)
                {
                    Assert.True(stand.Used >= stand.Limit * 0.8m);
                    Assert.True(told.Add(BudgetRules.MarkOf(stand)));
                }

                Assert.All(stands, stand => Assert.True(stand.Used < stand.Limit * 0.8m || told.Contains(BudgetRules.MarkOf(stand))));
                Assert.Empty(BudgetRules.Decide(stands, told).ToTell);
            }
        });

    [Fact]
    public void Extend_OneUsedUp_RaisesThatOneOnly()
    {
        BudgetStatus[] stands = [new(BudgetScope.Session, BudgetUnit.Tokens, 100, 100, 250), new(BudgetScope.Day, BudgetUnit.Cost, 5, 5, 1)];
        Assert.Equal([stands[0] with { Limit = 350 }], BudgetRules.Extend(stands, BudgetAmount.Again));
        Assert.Equal([stands[0] with { Limit = 260 }], BudgetRules.Extend(stands, new BudgetAmount(10, BudgetUnit.Tokens)));
        Assert.Equal([stands[1] with { Limit = 7 }], BudgetRules.Extend(stands, new BudgetAmount(2, BudgetUnit.Cost)));
        Assert.Empty(BudgetRules.Extend(stands[..1], new BudgetAmount(2, BudgetUnit.Cost)));
    }

    [Theory]
    [InlineData("+50%", 50, null)]
    [InlineData("50 %", 0, null)]
    [InlineData("+10,000", 10_000, BudgetUnit.Tokens)]
    [InlineData("$2.50", 2.5, BudgetUnit.Cost)]
    [InlineData("+$2.50", 2.5, BudgetUnit.Cost)]
    [InlineData("-5", 0, null)]
    [InlineData("0%", 0, null)]
    [InlineData("1.5", 0, null)]
    [InlineData("much", 0, null)]
    [InlineData("99999999999999999999999999999999", 0, null)]
    public void Amount_EachText_IsReadOrRefused(string text, double value, BudgetUnit? unit) =>
        Assert.Equal(value == 0 ? null : new BudgetAmount((decimal)value, unit), BudgetAmount.TryParse(text));

    [Fact]
    public void Extension_WrittenAndRead_IsTheSameAndDamageGivesNothing()
    {
        BudgetExtension[] extensions = [new(BudgetScope.Session, BudgetUnit.Tokens, 150_000, null), new(BudgetScope.Day, BudgetUnit.Cost, 7.25m, new DateOnly(2026, 3, 1))];
        Assert.Equal(extensions, Assert.IsType<SettingsEntry>(EntryLine.Read(EntryLine.Write(new SettingsEntry { Budget = extensions }))).Budget);
        foreach (var damaged in (string[])["{}", "[1,null,{}]", """[{"scope":"session","unit":"tokens","limit":"9"}]""", """[{"scope":"session","unit":"tokens","limit":9,"day":"2026-03-01"}]""", """[{"scope":"day","unit":"cost","limit":9}]""", """[{"scope":"7","unit":"cost","limit":9,"day":"2026-03-01"}]""", "[[]]"])
        {
            var entry = Assert.IsType<SettingsEntry>(EntryLine.Read($$"""{"role":"system","kind":"settings","budget":{{damaged}}}"""));
            Assert.Empty(entry.Budget);
            Assert.Contains($"\"budget\":{damaged}", EntryLine.Write(entry), StringComparison.Ordinal);
        }
    }
}
