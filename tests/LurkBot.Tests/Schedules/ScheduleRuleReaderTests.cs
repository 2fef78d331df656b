using System.Globalization;
using CsCheck;
using LurkBot.Schedules;

namespace LurkBot.Tests.Schedules;

public sealed class ScheduleRuleReaderTests
{
    private static readonly ScheduleRuleReader Reader = new(CronosExpressions.Read);

    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca", "Pacific/Auckland", "UTC"];

    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    [Theory]
    [InlineData("every 30 minutes", "2026-11-30T10:37:00Z", "2026-11-30T11:07:00Z", "2026-11-30T11:37:00Z")]
    [InlineData("every 1 minute", "2026-11-30T10:08:00Z", "2026-11-30T10:09:00Z", "2026-11-30T10:10:00Z")]
    [InlineData("every 2 hours", "2026-11-30T12:07:00Z", "2026-11-30T14:07:00Z", "2026-11-30T16:07:00Z")]
    [InlineData("every day 8:00", "2026-12-01T07:00:00Z", "2026-12-02T07:00:00Z", "2026-12-03T07:00:00Z")]
    [InlineData("Every  Weekday 8:00", "2026-12-01T07:00:00Z", "2026-12-02T07:00:00Z", "2026-12-03T07:00:00Z")]
    [InlineData("every weekday 11:30", "2026-11-30T10:30:00Z", "2026-12-01T10:30:00Z", "2026-12-02T10:30:00Z")]
    [InlineData("every sunday 23:59", "2026-12-06T22:59:00Z", "2026-12-13T22:59:00Z", "2026-12-20T22:59:00Z")]
    [InlineData("at 2026-12-24 18:00", "2026-12-24T17:00:00Z")]
    [InlineData("0 8 * * 1-5", "2026-12-01T07:00:00Z", "2026-12-02T07:00:00Z", "2026-12-03T07:00:00Z")]
    [InlineData("0 8 * * MON-FRI", "2026-12-01T07:00:00Z", "2026-12-02T07:00:00Z", "2026-12-03T07:00:00Z")]
    [InlineData("30 9 L * ?", "2026-12-31T08:30:00Z", "2027-01-31T08:30:00Z", "2027-02-28T08:30:00Z")]
    [InlineData("0 9 * jan,feb 5#2", "2027-01-08T08:00:00Z", "2027-02-12T08:00:00Z", "2028-01-14T08:00:00Z")]
    [InlineData("@daily", "2026-11-30T23:00:00Z", "2026-12-01T23:00:00Z", "2026-12-02T23:00:00Z")]
    public void Read_Grammar_GivesItsTimes(string text, params string[] expected)
    {
        // A Monday; intervals count from the minute.
        var now = At("2026-11-30T10:07:31Z");
        Assert.Equal(expected.Select(At), Reader.Read(text, Berlin, now).Upcoming(now, 3));
    }

    [Theory]
    [InlineData("every hour", "every 1 hour")]
    [InlineData("Every  Minute", "every 1 minute")]
    [InlineData("every 1 minutes", "every 1 minute")]
    [InlineData("every 2 hour", "every 2 hours")]
    [InlineData("every day at 8:00", "every day 8:00")]
    [InlineData("every day 8am", "every day 8:00")]
    [InlineData("every day at 8", "every day 8:00")]
    [InlineData("every weekday at 8 pm", "every weekday 20:00")]
    [InlineData("every day 12am", "every day 0:00")]
    [InlineData("every weekday at 12:15 PM", "every weekday 12:15")]
    [InlineData("every monday at 6:30 pm", "every monday 18:30")]
    public void Normalize_OtherSpellings_GiveTheRule(string text, string rule)
    {
        Assert.Equal((rule, rule), (ScheduleRuleReader.Normalize(text), ScheduleRuleReader.Normalize(rule)));
        Assert.NotEmpty(Reader.Read(text, Berlin, At("2026-11-30T10:07:31Z")).Upcoming(At("2026-11-30T10:07:31Z"), 1));
    }

    [Theory]
    [InlineData("every 2 days", "\"every 48 hours\", or by the calendar, such as \"0 8 */2 * *\"")]
    [InlineData("every 2 days at 8", "\"every 48 hours\", or by the calendar, such as \"0 8 */2 * *\"")]
    [InlineData("every 3 weeks", "\"every 504 hours\". Examples")]
    [InlineData("every 999999999 weeks", "is not a time to run at. Examples")]
    public void Read_DaysAndWeeks_NamesWhatIsNear(string text, string near) =>
        Assert.Contains(near, Assert.Throws<ScheduleException>(() => Reader.Read(text, Berlin, At("2026-11-30T10:07:31Z"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("every morning")]
    [InlineData("every day")]
    [InlineData("every day at")]
    [InlineData("every day 13pm")]
    [InlineData("every day 0am")]
    [InlineData("every am")]
    [InlineData("every day 24:00")]
    [InlineData("every day 8:60")]
    [InlineData("every day 8")]
    [InlineData("every 0 minutes")]
    [InlineData("every -5 minutes")]
    [InlineData("every 5 seconds")]
    [InlineData("every 999999999 hours")]
    [InlineData("every 9999999999 minutes")]
    [InlineData("every mon 8:00")]
    [InlineData("every ８ minutes")]
    [InlineData("at 2026-02-30 08:00")]
    [InlineData("at 2026-12-24")]
    [InlineData("at 24.12.2026 18:00")]
    [InlineData("at noon")]
    [InlineData("0 8 * *")]
    [InlineData("0 0 8 * * 1-5")]
    [InlineData("61 8 * * *")]
    [InlineData("0 8 * * 1-5\u0000")]
    [InlineData("0 H * * *")]
    [InlineData("H 8 * * H")]
    [InlineData("say hello to all people")]
    [InlineData("@every_second")]
    [InlineData("@reboot")]
    public void Read_AnythingElse_IsAnErrorWithExamples(string text)
    {
        var error = Assert.Throws<ScheduleException>(() => Reader.Read(text, Berlin, At("2026-11-30T10:07:31Z")));
        Assert.Contains("every weekday 8:00", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.Refused, error.Kind);
    }

    [Theory]
    [InlineData("every day 2:30", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [InlineData("every day 2:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("every weekday 8:00", "2026-03-27T12:00:00Z", "2026-03-30T06:00:00Z", "2026-03-31T06:00:00Z")]
    [InlineData("every weekday 8:00", "2026-10-23T12:00:00Z", "2026-10-26T07:00:00Z", "2026-10-27T07:00:00Z")]
    [InlineData("*/30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("at 2026-03-29 02:30", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("at 2026-10-25 02:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    public void Next_ClocksChange_EachTimeOnce(string text, string after, params string[] expected) =>
        Assert.Equal(expected.Select(At), Reader.Read(text, Berlin, At(after)).Upcoming(At(after), expected.Length));

    /// <summary>There the library gives the same time again and again (its hour is skipped, and .NET does not know it).</summary>
    [Fact]
    public void Next_ClocksChangeInMorocco_GoesOn()
    {
        var rule = Reader.Read("every sunday 2:51", TimeZoneInfo.FindSystemTimeZoneById("Africa/Casablanca"), At("2027-03-01T00:00:00Z"));
        Assert.Equal([7, 14, 21, 28], rule.Upcoming(At("2027-03-01T00:00:00Z"), 4).Select(time => time.Day));
    }

    [Fact]
    public void Next_ImpossibleDate_GivesNothing() => Assert.Null(Reader.Read("0 0 30 2 *", Berlin, At("2026-11-30T10:00:00Z")).Next(At("2026-11-30T10:00:00Z")));

    /// <summary>In any zone, also where clocks change by half an hour: one time for each day that is meant, at that hour unless the clock skips it.</summary>
    [Fact]
    public void Next_DailyRule_IsDueOnceOnEachDayThatIsMeant() => Gen.Select(OneOf(Zones), Gen.Int[-1, 7], Gen.Int[0, 23], Gen.Int[0, 59], Gen.Int[0, 365 * 3]).Sample(
        (zoneName, day, hour, minute, offset) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
            var word = day switch { -1 => "day", 7 => "weekday", _ => Days[day] };
            var start = At("2026-01-01T00:00:00Z").AddDays(offset);
            var rule = Reader.Read(string.Create(CultureInfo.InvariantCulture, $"every {word} {hour}:{minute:00}"), zone, start);
            var times = rule.Upcoming(start, 200);
            var locals = times.Select(time => TimeZoneInfo.ConvertTime(time, zone)).ToList();
            Assert.Equal(times.Count, locals.Select(local => local.Date).Distinct().Count());
            for (var i = 0; i < times.Count; i++)
            {
                Assert.True(i == 0 || times[i] > times[i - 1]);
                var asked = locals[i].Date.AddHours(hour).AddMinutes(minute);
                var changes = zone.GetUtcOffset(asked.Date.AddHours(-12)) != zone.GetUtcOffset(asked.Date.AddHours(36));
                Assert.True(locals[i].DateTime == asked || (changes && (locals[i].DateTime - asked).Duration() <= TimeSpan.FromHours(1)), $"{zoneName} {locals[i]:o}");
                Assert.True(day switch { -1 => true, 7 => locals[i].DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday), _ => (int)locals[i].DayOfWeek == day });
            }

            // No day that is meant is left out.
            for (var date = locals[0].Date; date < locals[^1].Date; date = date.AddDays(1))
            {
                var isMeant = day switch { -1 => true, 7 => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday), _ => (int)date.DayOfWeek == day };
                Assert.Equal(isMeant, locals.Exists(local => local.Date == date));
            }
        },
        iter: 150);

    [Fact]
    public void Next_Interval_IsAlwaysThatFarFromTheLast() => Gen.Select(Gen.Int[1, 5000], Gen.Bool, Gen.Long[0, 100_000_000]).Sample(
        (count, inHours, seconds) =>
        {
            var start = At("2026-01-01T00:00:00Z").AddSeconds(seconds);
            var every = TimeSpan.FromMinutes(inHours ? count * 60L : count);
            var times = Reader.Read(string.Create(CultureInfo.InvariantCulture, $"every {count} {(inHours ? "hours" : "minutes")}"), Berlin, start).Upcoming(start, 5);
            Assert.InRange(times[0] - start, every - TimeSpan.FromMinutes(1), every);
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(every, pair.Second - pair.First));
        },
        iter: 200);

    [Fact]
    public void Read_AnyText_IsARuleOrAnError() => Gen.OneOf(
        Gen.String,
        OneOf("every", "at", "day", "weekday", "5", "minutes", "8:00", "*", "*/5", "1-5", "2026-12-24", "@daily", "L", "?").Array[1, 6].Select(words => string.Join(' ', words))).Sample(text =>
        {
            try
            {
                Reader.Read(text, Berlin, At("2026-11-30T10:00:00Z")).Next(At("2026-11-30T10:00:00Z"));
            }
            catch (ScheduleException)
            {
                // That is what it is for.
            }
        });

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
