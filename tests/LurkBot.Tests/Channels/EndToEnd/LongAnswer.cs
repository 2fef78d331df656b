using System.Globalization;

namespace LurkBot.Tests.Channels;

/// <summary>An answer that no platform takes as one message: text, lists, tables and code, also tables and code that are longer than a message.</summary>
internal static class LongAnswer
{
    private const string Mark = "value_";

    /// <summary>The answer, as Markdown.</summary>
    public static string Text { get; } = Make();

    /// <summary>The words of the answer, in their order: its letters and digits, without the marks of Markdown and the languages of code.</summary>
    public static string Words { get; } = WordsOf(Text);

    /// <summary>The lines of its code, as they are.</summary>
    public static IReadOnlyList<string> Code { get; } = CodeOf(Text);

    /// <summary>The letters and digits of a text, without the lines that begin and end code.</summary>
    public static string WordsOf(string text) => string.Concat(text.Split('\n').Where(line => !line.StartsWith("```", StringComparison.Ordinal)).SelectMany(line => line.Where(char.IsLetterOrDigit)));

    /// <summary>The lines of code in a text.</summary>
    public static IReadOnlyList<string> CodeOf(string text) => [.. text.Split('\n').Where(line => line.Contains(Mark, StringComparison.Ordinal))];

    private static string Make()
    {
        var text = string.Join("\n\n", Enumerable.Range(0, 90).Select(Part));
        return text.Length >= 13_200 ? text : throw new InvalidOperationException($"The answer has {text.Length} characters.");
    }

    private static string Part(int i) => (i % 15) switch
    {
        0 => $"## Section {i} of *many*",
        3 => $"| name {i} | größe | note |\n|:--|--:|---|\n{string.Join('\n', Enumerable.Range(0, i == 48 ? 60 : 4).Select(row => string.Create(CultureInfo.InvariantCulture, $"| a{i}r{row} | {row * 37} | x_{row} and *so* on for row {row} |")))}",
        7 => $"```python\n{string.Join('\n', Enumerable.Range(0, i == 37 ? 70 : 3).Select(line => $"{new string(' ', line % 4 * 4)}{Mark}{i}_{line} = f({line}, \"*{i}*\")  # `no` <b>mark</b>"))}\n```",
        9 => string.Join('\n', Enumerable.Range(1, 4).Select(item => $"{item}. item {i}{item} has **weight**")),
        11 => string.Join('\n', Enumerable.Range(1, 4).Select(item => $"- point {i}p{item} of 東京 & café 🙂")),
        _ => $"Paragraph number {i} says *something* about @everyone, <!channel> and <@{i}> in more words than that, as answers do.",
    };
}
