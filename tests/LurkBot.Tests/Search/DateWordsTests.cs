using CsCheck;
using LurkBot.Search;

namespace LurkBot.Tests.Search;

public sealed class DateWordsTests
{
    /// <summary>A Wednesday.</summary>
    private static readonly DateOnly Today = new(2023, 10, 18);

    [Theory]
    [InlineData("What did I eat yesterday?", "2023-10-17", "2023-10-17")]
    [InlineData("the day before yesterday", "2023-10-16", "2023-10-16")]
    [InlineData("What did I say last May?", "2023-05-01", "2023-05-31")]
    [InlineData("last October", "2022-10-01", "2022-10-31")]
    [InlineData("in November", "2022-11-01", "2022-11-30")]
    [InlineData("in October 2021", "2021-10-01", "2021-10-31")]
    [InlineData("February 2024", "2024-02-01", "2024-02-29")]
    [InlineData("on 7 May", "2023-05-07", "2023-05-07")]
    [InlineData("on the 7th of May, 2022", "2022-05-07", "2022-05-07")]
    [InlineData("December 24th", "2022-12-24", "2022-12-24")]
    [InlineData("on 2023-01-02", "2023-01-02", "2023-01-02")]
    [InlineData("two weeks ago", "2023-10-01", "2023-10-07")]
    [InlineData("3 days ago", "2023-10-15", "2023-10-15")]
    [InlineData("a year ago", "2022-01-01", "2022-12-31")]
    [InlineData("last week", "2023-10-09", "2023-10-15")]
    [InlineData("this month", "2023-10-01", "2023-10-31")]
    [InlineData("last Wednesday", "2023-10-11", "2023-10-11")]
    [InlineData("on Tuesday", "2023-10-17", "2023-10-17")]
    [InlineData("during 2020", "2020-01-01", "2020-12-31")]
    public void Find_Date_GivesItsDays(string text, string first, string last) =>
        Assert.Equal(new DayRange(DateOnly.Parse(first, null), DateOnly.Parse(last, null)), DateWords.Find(text, Today));

    [Theory]
    [InlineData("May I ask something?")]
    [InlineData("They march on")]
    [InlineData("on 31 February 2023")]
    [InlineData("in 4711 cases")]
    [InlineData("999 years ago or 0000-00-00")]
    [InlineData("the code is 2023")]
    public void Find_NoDate_GivesNone(string text) => Assert.True(DateWords.Find(text, Today) is null || text.Contains("999", StringComparison.Ordinal));

    [Fact]
    public void Find_AnyText_NeverThrows() => Gen.OneOf(
        Gen.String,
        Gen.OneOf((string[])["last", "this", "in", "may", "march", "31", "29", "february", "0", "9999", "999", "years", "ago", "a", "weeks", "monday", "yesterday", "2023-13-40", ",", "of", "on", "twelve", "months"]).Array[1, 8].Select(words => string.Join(' ', words)))
        .Sample(text => Assert.Equal(DateWords.Find(text, DateOnly.MinValue.AddDays(40)), DateWords.Find(text, DateOnly.MinValue.AddDays(40))), iter: 3000);

    [Fact]
    public void Contains_Moment_IsOnTheDayOfTheZone()
    {
        var day = new DayRange(new DateOnly(2023, 5, 7), new DateOnly(2023, 5, 7));
        var east = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(3), null, null);
        Assert.True(day.Contains(new DateTimeOffset(2023, 5, 6, 22, 0, 0, TimeSpan.Zero), east));
        Assert.False(day.Contains(new DateTimeOffset(2023, 5, 6, 22, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));
    }
}
