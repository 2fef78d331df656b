using System.Globalization;
using System.Text.RegularExpressions;
using LurkBot.Sessions;

namespace LurkBot.Prompts;

/// <summary>
/// Fills in a system prompt. It stands at the beginning of each request, so that providers' caches hit only while it stays the same:
/// its placeholders change at most once a day, or when somebody new speaks.
/// </summary>
internal static partial class SystemPrompt
{
    /// <summary>Whether a prompt names the people of its session, for which the history must be read.</summary>
    /// <param name="template">The prompt.</param>
    public static bool NamesPeople(string template) => Placeholder().Matches(template).Any(match => match.Value is "{people}");

    /// <summary>The prompt with its placeholders filled in.</summary>
    /// <param name="template">The prompt. <c>{{date}}</c> gives <c>{date}</c>; braces around anything else stay as they are.</param>
    /// <param name="facts">What the placeholders stand for; none of it is looked at for placeholders again.</param>
    public static string Build(string template, PromptFacts facts)
    {
        var day = TimeZoneInfo.ConvertTime(facts.Now, facts.Zone);
        return Placeholder().Replace(template, match => match.Value switch
        {
            "{session}" => ParticipantNames.OneLine(facts.Key.ToString()),
            "{channel}" => facts.Key.Channel,
            "{chat}" => ParticipantNames.OneLine(facts.Key.ChatId),
            "{type}" => facts.Key.Type.ToText(),
            "{people}" => People(facts.People),
            "{date}" => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "{weekday}" => day.DayOfWeek.ToString(),
            "{timezone}" => facts.Zone.Id,
            var literal => literal[1..^1],
        });
    }

    private static string People(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return "nobody yet";
        var shown = string.Join(", ", names.Take(ParticipantNames.MostNames).Select(name => $"“{name}”"));
        return names.Count <= ParticipantNames.MostNames ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {names.Count - ParticipantNames.MostNames} more");
    }

    [GeneratedRegex(@"\{\{(session|channel|chat|type|people|date|weekday|timezone)\}\}|\{(session|channel|chat|type|people|date|weekday|timezone)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
