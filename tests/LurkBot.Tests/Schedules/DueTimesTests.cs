using CsCheck;
using LurkBot.Schedules;

namespace LurkBot.Tests.Schedules;

public sealed class DueTimesTests
{
    private static readonly ScheduleRuleReader Reader = new(CronosExpressions.Read);

    private static readonly DateTimeOffset Start = new(2026, 3, 20, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> Rules = OneOf("every 7 minutes", "every 90 minutes", "every 24 hours", "every day 2:30", "every weekday 8:00", "every sunday 2:00", "*/30 2 * * *", "15 */3 * * *", "at 2026-03-29 02:30", "0 0 30 2 *");

    private static readonly Gen<string> Zones = OneOf("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");

    /// <summary>
    /// Whatever the clock does, forwards or backwards, in small steps or by weeks: each due time up to the latest moment that was seen has run once or was
    /// covered once by a later one, never both and never twice.
    /// </summary>
    [Fact]
    public void At_ClockThatJumps_CountsEachDueTimeOnce() => Gen.Select(Rules, Zones, Gen.Int[-40_000, 90_000].Array[1, 40]).Sample((text, zone, jumps) =>
    {
        var rule = Reader.Read(text, TimeZoneInfo.FindSystemTimeZoneById(zone), Start);
        var (now, latest, last, ran) = (Start, Start, Start, new List<DateTimeOffset>());
        var (covered, isCounted) = (0, true);
        foreach (var minutes in jumps)
        {
            // Mostly the time that passes between two looks, at times a stopped gateway or a clock that is set.
            now = now.AddMinutes(minutes % 5 == 0 ? minutes : minutes % 60);
            latest = now > latest ? now : latest;
            var due = DueTimes.At(rule, last, now);
            if (due.Due is not { } time)
                continue;
            Assert.InRange(time, last.AddTicks(1), now);
            ran.Add(time);
            covered += due.Missed;
            isCounted &= due.Missed < DueTimes.MostCounted;
            last = time;
        }

        var all = new List<DateTimeOffset>();
        for (var next = rule.Next(Start); next <= latest; next = rule.Next(next.Value))
            all.Add(next.Value);
        Assert.Equal(ran.Order().Distinct(), ran);
        Assert.Subset(all.ToHashSet(), ran.ToHashSet());
        if (!isCounted)
            Assert.True(all.Count >= ran.Count + covered);
        else
            Assert.Equal(all.Count, ran.Count + covered);
    });

    [Fact]
    public void At_ManyMissed_GivesTheNewestAndCountsToTheLimit()
    {
        var rule = Reader.Read("every 1 minute", TimeZoneInfo.Utc, Start);
        var now = Start.AddDays(400).AddSeconds(30);
        Assert.Equal(new DueTimes(Start.AddDays(400), DueTimes.MostCounted, Start.AddDays(400).AddMinutes(1)), DueTimes.At(rule, Start, now));
    }

    [Theory]
    [InlineData("* 0-5 1 1 *", "2030-06-01T00:00:00Z", "2030-01-01T05:59:00Z")]
    [InlineData("* * * 1 *", "2029-12-31T23:59:59Z", "2029-01-31T23:59:00Z")]
    public void At_ManyMissedInBursts_GivesTheNewest(string text, string now, string expected)
    {
        var rule = Reader.Read(text, TimeZoneInfo.Utc, Start);
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), DueTimes.At(rule, Start, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)).Due);
    }

    [Fact]
    public void At_ClockSetBack_IsNotDueAgain()
    {
        var rule = Reader.Read("every day 8:00", TimeZoneInfo.Utc, Start);
        var last = Start.AddHours(8);
        Assert.Equal(new DueTimes(null, 0, last.AddDays(1)), DueTimes.At(rule, last, Start.AddHours(-10)));
        Assert.Equal(new DueTimes(null, 0, last.AddDays(1)), DueTimes.At(rule, last, last));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
