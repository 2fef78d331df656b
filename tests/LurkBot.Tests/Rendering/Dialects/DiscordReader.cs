using System.Text;
using System.Text.RegularExpressions;

namespace LurkBot.Tests.Rendering.Dialects;

/// <summary>Reads a message as Discord's clients do: what is seen of it, whom it mentions, and which styles were read.</summary>
internal sealed partial class DiscordReader
{
    private readonly StringBuilder seen = new();

    /// <summary>What is seen.</summary>
    public string Text => seen.ToString();

    /// <summary>Everything that would name somebody or something.</summary>
    public List<string> Mentions { get; } = [];

    /// <summary>The styles, each with its text as it was written.</summary>
    public List<(string Style, string Text)> Styles { get; } = [];

    public static DiscordReader Read(string markup)
    {
        var reader = new DiscordReader();
        reader.ReadInto(markup, isInQuote: false);
        return reader;
    }

    private void ReadInto(string markup, bool isInQuote)
    {
        for (var i = 0; i < markup.Length;)
            i += Next(markup, i, isInQuote);
    }

    private int Next(string markup, int at, bool isInQuote)
    {
        var isLineStart = at == 0 || markup[at - 1] == '\n';
        if (Try(CodeBlock(), markup, at) is { } code)
        {
            Styles.Add(("code block " + code.Groups["language"].Value, code.Groups["text"].Value));
            seen.Append(code.Groups["text"].Value);
            return code.Length;
        }

        if (isLineStart && !isInQuote && Try(Quote(), markup, at) is { } quote)
        {
            var inside = string.Join('\n', quote.Value.TrimEnd('\n').Split('\n').Select(line => line.TrimStart(' ')[1..].TrimStart(' ')));
            Styles.Add(("quote", inside));
            // Blocks of code within it keep their indentation.
            ReadInto(string.Join('\n', quote.Value.TrimEnd('\n').Split('\n').Select(line => line[(line.IndexOf('>', StringComparison.Ordinal) + 1)..] is [' ', .. var rest] ? rest : "")), isInQuote: true);
            seen.Append('\n');
            return quote.Length;
        }

        if (isLineStart && Try(Heading(), markup, at) is { } heading)
            return Inside("heading", heading, isInQuote);
        if (isLineStart && Try(Subtext(), markup, at) is { } small)
            return Inside("subtext", small, isInQuote);
        if (Try(Escape(), markup, at) is { } escape)
        {
            seen.Append(escape.Value[1]);
            return 2;
        }

        if (Try(Mention(), markup, at) is { } mention)
        {
            Mentions.Add(mention.Value);
            seen.Append(mention.Value);
            return mention.Length;
        }

        if (Try(Address(), markup, at) is { } address)
        {
            seen.Append(address.Groups["text"].Value);
            return address.Length;
        }

        if (Try(Link(), markup, at) is { } link)
            return Inside("link", link, isInQuote);
        if (Try(Bold(), markup, at) is { } bold)
            return Inside("bold", bold, isInQuote);
        if (Try(Underline(), markup, at) is { } underline)
            return Inside("underline", underline, isInQuote);
        if (Try(Italic(), markup, at) is { } italic)
            return Inside("italic", italic, isInQuote);
        if (Try(Strike(), markup, at) is { } strike)
            return Inside("strike", strike, isInQuote);
        if (Try(Spoiler(), markup, at) is { } spoiler)
            return Inside("spoiler", spoiler, isInQuote);
        if (Try(Inline(), markup, at) is { } inline)
        {
            Styles.Add(("code", inline.Groups["text"].Value));
            seen.Append(inline.Groups["text"].Value);
            return inline.Length;
        }

        seen.Append(markup[at]);
        return 1;
    }

    private int Inside(string style, Match match, bool isInQuote)
    {
        Styles.Add((style, match.Groups["text"].Value));
        ReadInto(match.Groups["text"].Value, isInQuote);
        return match.Length;
    }

    private static Match? Try(Regex rule, string markup, int at) => rule.Match(markup, at) is { Success: true } match ? match : null;

    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\G```(?:(?<language>[A-Za-z0-9_+\-.#]+?)\n)?\n*(?<text>[^\n][\s\S]*?)\n*```", Options, 10_000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\G *> [^\n]*(\n *> [^\n]*)*\n?", Options, 10_000)]
    private static partial Regex Quote();

    [GeneratedRegex(@"\G#{1,3} +(?<text>[^\n]+?)(?=\n|\z)", Options, 10_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\G *-# +(?<text>[^\n]+?)(?=\n|\z)", Options, 10_000)]
    private static partial Regex Subtext();

    [GeneratedRegex(@"\G\\[^0-9A-Za-z\s]", Options, 10_000)]
    private static partial Regex Escape();

    [GeneratedRegex(@"\G(<(@!?|@&|#)[0-9]+>|@everyone|@here|<a?:\w+:[0-9]+>|<t:-?[0-9]+(:[a-zA-Z])?>|</[^>\n]+:[0-9]+>|<id:[a-z]+>)", Options, 10_000)]
    private static partial Regex Mention();

    [GeneratedRegex(@"\G(<(?<text>https?://[^\s>]+)>|(?<text>https?://[^\s<]+[^<.,:; ""'\]\s]))", Options, 10_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\G\[(?<text>(\\.|[^\[\]\\])+)\]\(<(?<url>https?://[^>\s]+)>\)", Options | RegexOptions.Singleline, 10_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\G\*\*(?<text>(\\[\s\S]|[^\\])+?)\*\*(?!\*)", Options, 10_000)]
    private static partial Regex Bold();

    [GeneratedRegex(@"\G__(?<text>(\\[\s\S]|[^\\])+?)__(?!_)", Options, 10_000)]
    private static partial Regex Underline();

    [GeneratedRegex(@"\G(\b_(?<text>(__|\\[\s\S]|[^\\_])+?)_\b|\*(?=\S)(?<text>(\*\*|\\[\s\S]|\s+(\\[\s\S]|[^\s\*\\]|\*\*)|[^\s\*\\])+?)\*(?!\*))", Options, 10_000)]
    private static partial Regex Italic();

    [GeneratedRegex(@"\G~~(?<text>[\s\S]+?)~~(?!_)", Options, 10_000)]
    private static partial Regex Strike();

    [GeneratedRegex(@"\G\|\|(?<text>[\s\S]+?)\|\|", Options, 10_000)]
    private static partial Regex Spoiler();

    [GeneratedRegex(@"\G(?<marks>`+)(?<text>[\s\S]*?[^`])\k<marks>(?!`)", Options, 10_000)]
    private static partial Regex Inline();
}
