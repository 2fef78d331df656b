using System.Globalization;
using System.Text.RegularExpressions;

namespace LurkBot.Search;

/// <summary>Finds the days that an English text speaks of, such as "yesterday", "last May", "on 7 May 2023", "two weeks ago". Pure.</summary>
internal static partial class DateWords
{
    private const string Months = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec";
    private const string Days = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
    private const int LongestText = 2_000;

    /// <summary>So many milliseconds are enough for any text.</summary>
    private const int Patience = 100;

    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The days that a text speaks of.</summary>
    /// <param name="text">The text.</param>
    /// <param name="today">The day on which it was said.</param>
    /// <returns>Null when it speaks of none, or not in a way that is understood.</returns>
    public static DayRange? Find(string text, DateOnly today)
    {
        if (text.Length > LongestText)
            text = text[..LongestText];
        // "May" and "March" are words of their own: a month stands with a day, a year, or a word such as "in".
        try
        {
            return Exact(text) ?? Relative(text, today) ?? Month(text, today) ?? Year(text, today);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or RegexMatchTimeoutException)
        {
            // 31 February, the year 0.
            return null;
        }
    }

    private static DayRange? Exact(string text)
    {
        if (IsoDay().Match(text) is { Success: true } iso)
            return Day(Number(iso, "y"), Number(iso, "m"), Number(iso, "d"));
        return null;
    }

    private static DayRange? Relative(string text, DateOnly today)
    {
        if (Contains(text, "day before yesterday"))
            return Day(today.AddDays(-2));
        if (Contains(text, "yesterday") || Contains(text, "last night"))
            return Day(today.AddDays(-1));
        if (Contains(text, "today") || Contains(text, "this morning"))
            return Day(today);
        if (Ago().Match(text) is { Success: true } ago)
        {
            var count = CountOf(ago.Groups["n"].Value);
            return ago.Groups["unit"].Value.ToUpperInvariant() switch
            {
                "DAY" => Day(today.AddDays(-count)),
                "WEEK" => new DayRange(today.AddDays((-7 * count) - 3), today.AddDays((-7 * count) + 3)),
                "MONTH" => new DayRange(today.AddMonths(-count).AddDays(-15), today.AddMonths(-count).AddDays(15)),
                _ => WholeYear(today.Year - count),
            };
        }

        if (LastOrThis().Match(text) is not { Success: true } span)
            return null;
        var back = span.Groups["which"].Value.StartsWith("this", StringComparison.OrdinalIgnoreCase) ? 0 : 1;
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        return span.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "WEEK" => new DayRange(monday.AddDays(-7 * back), monday.AddDays((-7 * back) + 6)),
            "WEEKEND" => new DayRange(monday.AddDays((-7 * back) + 5), monday.AddDays((-7 * back) + 6)),
            "MONTH" => WholeMonth(today.AddMonths(-back).Year, today.AddMonths(-back).Month),
            "YEAR" => WholeYear(today.Year - back),
            var day => Day(Before(today, Enum.Parse<DayOfWeek>(day, ignoreCase: true))),
        };
    }

    private static DayRange? Month(string text, DateOnly today)
    {
        foreach (Match match in MonthDay().Matches(text))
        {
            var (month, day) = (MonthOf(match.Groups["month"].Value), Number(match, match.Groups["d"].Success ? "d" : "e"));
            if (day is < 1 or > 31)
                continue;
            if (match.Groups["y"].Success)
                return Day(Number(match, "y"), month, day);
            return Day(month < today.Month || (month == today.Month && day <= today.Day) ? today.Year : today.Year - 1, month, day);
        }

        if (MonthAlone().Match(text) is { Success: true } alone)
        {
            var month = MonthOf(alone.Groups["month"].Value);
            if (alone.Groups["y"].Success)
                return WholeMonth(Number(alone, "y"), month);
            var isLast = alone.Groups["which"].Value.Equals("last", StringComparison.OrdinalIgnoreCase);
            return WholeMonth(month < today.Month || (month == today.Month && !isLast) ? today.Year : today.Year - 1, month);
        }

        return null;
    }

    private static DayRange? Year(string text, DateOnly today) =>
        YearAlone().Match(text) is { Success: true } year && Number(year, "y") <= today.Year ? WholeYear(Number(year, "y")) : null;

    private static DayRange Day(int year, int month, int day) => Day(new DateOnly(year, month, day));

    private static DayRange Day(DateOnly day) => new(day, day);

    private static DayRange WholeMonth(int year, int month) => new(new DateOnly(year, month, 1), new DateOnly(year, month, DateTime.DaysInMonth(year, month)));

    private static DayRange WholeYear(int year) => new(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));

    private static DateOnly Before(DateOnly today, DayOfWeek day) => today.AddDays(-((((int)today.DayOfWeek - (int)day + 6) % 7) + 1));

    private static int MonthOf(string name) => Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, month => month.StartsWith(name[..3], StringComparison.OrdinalIgnoreCase)) + 1;

    private static int CountOf(string text) => text.ToUpperInvariant() switch
    {
        "A" or "AN" => 1,
        "A COUPLE OF" => 2,
        "A FEW" => 3,
        var number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : Array.FindIndex(Numbers, name => name.Equals(number, StringComparison.OrdinalIgnoreCase)),
    };

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool Contains(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\b(?<y>[0-9]{4})-(?<m>[0-9]{1,2})-(?<d>[0-9]{1,2})\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex IsoDay();

    [GeneratedRegex(@"\b(?<n>[0-9]{1,3}|an?|a couple of|a few|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?<unit>day|week|month|year)s? ago\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex Ago();

    [GeneratedRegex($@"\b(?<which>last|this|on) (?<unit>{Days})\b|\b(?<which>last|this) (?<unit>weekend|week|month|year)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex LastOrThis();

    [GeneratedRegex($@"\b(?<d>[0-9]{{1,2}})(st|nd|rd|th)?( of)? (?<month>{Months})\b\.?(,? (?<y>[0-9]{{4}})\b)?|\b(?<month>{Months})\b\.? (?<e>[0-9]{{1,2}})(st|nd|rd|th)?\b(,? (?<y>[0-9]{{4}})\b)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex MonthDay();

    [GeneratedRegex($@"\b((?<which>in|last|this|since|during|of|early|late|mid|by|until)[ -])(?<month>{Months})\b(,? (?<y>[0-9]{{4}})\b)?|\b(?<month>{Months})\b,? (?<y>[0-9]{{4}})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex MonthAlone();

    [GeneratedRegex(@"\b(in|during|since|of|early|late) (?<y>(19|20)[0-9]{2})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patience)]
    private static partial Regex YearAlone();
}
