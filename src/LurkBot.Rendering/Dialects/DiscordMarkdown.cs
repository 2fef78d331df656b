using System.Text;
using System.Text.RegularExpressions;

namespace LurkBot.Rendering;

/// <summary>
/// Discord's Markdown: headings, bold, italic, strikethrough, links, code and quotations; tables are laid out in fixed width. Whatever else Discord would read as
/// markup, a mention above all, is escaped. Limits: https://discord.com/developers/docs/resources/message#create-message.
/// </summary>
internal sealed partial class DiscordMarkdown : MessageDialect
{
    /// <summary>The version of what is written; kept with each part. Raised whenever the same text would be rendered differently.</summary>
    public const int RendererVersion = 2;

    /// <summary>The most characters of a message, markup included; UTF-16 units, which are never fewer.</summary>
    private const int LongestText = 2000;

    /// <summary>The plain form is never sent; the addresses of links make it longer.</summary>
    private const int LongestPlain = 8000;

    private const int LongestHeading = 3;
    private const string Fence = "```", QuoteMark = "> ";

    /// <summary>Keeps marks apart that Discord would read together; nothing is seen of it.</summary>
    private const char Apart = '\u200B';

    private static readonly (TextStyles Style, string Mark)[] Marks = [(TextStyles.Bold, "**"), (TextStyles.Italic, "*"), (TextStyles.Strikethrough, "~~")];

    /// <inheritdoc/>
    public override PartSize Limit { get; } = new(LongestText, LongestPlain, LongestText, 1);

    /// <summary>Writes plain text so that nothing of it is markup, cut to the length of a message.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text)
    {
        var written = WriteText(new StringBuilder(), text, isAtStart: true).ToString();
        if (written.Length <= LongestText)
            return written;
        var end = LongestText - 1;
        while (end > 0 && (char.IsHighSurrogate(written[end - 1]) || written[end - 1] == '\\'))
            end--;
        return written[..end] + "…";
    }

    /// <inheritdoc/>
    public override bool CanLink(Uri address) => address.Scheme is "http" or "https" && address.Host.Length > 0;

    /// <inheritdoc/>
    /// <remarks>A line within a quotation has a mark, and some characters are escaped only at the start of a line or before some others: they count as if they always were.</remarks>
    public override PartSize SizeOf(ReadOnlySpan<char> text)
    {
        var markup = text.Length;
        foreach (var character in text)
            markup += character switch { '\n' => QuoteMark.Length, '\\' or '*' or '_' or '~' or '|' or '`' or '[' or ']' or '<' or '>' or '#' or '-' or '@' or ':' => 1, _ => 0 };
        return new PartSize(text.Length, text.Length, markup, 0);
    }

    /// <inheritdoc/>
    public override PartSize FrameOf(MessageBlock block)
    {
        var markup = block.Quote > 0 ? QuoteMark.Length : 0;
        if (block.IsCode)
            markup += CodeStart(block).Length + 1 + Fence.Length + (block.Quote > 0 ? 2 * QuoteMark.Length : 0);
        return new PartSize(0, 0, markup + HeadingStart(block).Length, 0);
    }

    /// <inheritdoc/>
    public override PartSize FrameOf(MessageBlock block, MessageRun run)
    {
        if (block.IsCode)
            return default;
        var (style, markup) = (StyleOf(run), 0);
        if (style.HasFlag(TextStyles.Code))
            markup += 1 + (2 * CodeMark(run.Text).Length);
        foreach (var (known, mark) in Marks)
            markup += style.HasFlag(known) ? 1 + (2 * mark.Length) : 0;
        return run.Link is null ? new PartSize(0, 0, markup, 0) : new PartSize(0, PlainAddress(run).Length, markup + 1 + LinkEnd(run.Link).Length, 0);
    }

    /// <inheritdoc/>
    protected override string WriteMarkup(IReadOnlyList<MessageBlock> blocks)
    {
        var output = new StringBuilder();
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            var isOneQuote = i > 0 && block.Quote > 0 && blocks[i - 1].Quote == block.Quote;
            if (i > 0)
                output.Append(isOneQuote && block.Break.Length > 1 ? $"\n{QuoteMark}\n" : block.Break);
            var written = block.IsCode ? WriteCode(block) : WriteRuns(block);
            output.Append(block.Quote > 0 ? QuoteMark + written.Replace("\n", "\n" + QuoteMark, StringComparison.Ordinal) : written);
        }

        return output.ToString();
    }

    private static string WriteCode(MessageBlock block)
    {
        // A fence within would end the code; what is shorter stays as it is.
        var text = FenceWithin().Replace(block.Text, match => string.Join(Apart, match.Value.Chunk(2).Select(pair => new string(pair))));
        // Without anything in it, it would not be read as code.
        return $"{CodeStart(block)}{(string.IsNullOrWhiteSpace(text) ? Apart : text)}\n{Fence}";
    }

    private static string WriteRuns(MessageBlock block)
    {
        var output = new StringBuilder(HeadingStart(block));
        var isAfterMark = false;
        for (var i = 0; i < block.Runs.Count; i++)
        {
            // A heading ends with its line; marks that it leaves open would be read with those of the next.
            var run = block.Heading == 0 ? block.Runs[i] : block.Runs[i] with { Text = block.Runs[i].Text.Replace('\n', ' ') };
            if (run.Link is { } link && !run.Text.Contains("://", StringComparison.Ordinal))
            {
                // A link is written around all its runs.
                var isFirst = i == 0 || block.Runs[i - 1].Link != link || block.Runs[i - 1].Text.Contains("://", StringComparison.Ordinal);
                var isLast = i + 1 == block.Runs.Count || block.Runs[i + 1].Link != link || block.Runs[i + 1].Text.Contains("://", StringComparison.Ordinal);
                output.Append(isFirst ? "[" : "");
                isAfterMark = WriteRun(output, run, isAfterMark && !isFirst);
                output.Append(isLast ? LinkEnd(link) : "");
                isAfterMark &= !isLast;
                continue;
            }

            if (run is { Link: { } address, ShowsLink: true } && run.Text.TrimEnd('/') == address.TrimEnd('/'))
                (_, isAfterMark) = (output.Append('<').Append(Target(address)).Append('>'), false);
            else
                isAfterMark = WriteRun(output, run, isAfterMark);
            // Discord makes no link of a text that looks like another address.
            if (run is { Link: { } hidden, ShowsLink: false })
                (_, isAfterMark) = (output.Append(" (<").Append(Target(hidden)).Append(">)"), false);
        }

        return output.ToString();
    }

    /// <summary>Writes a run; marks stand at its words, and never beside white space, where Discord would not read them.</summary>
    /// <returns>Whether it ends with a mark.</returns>
    private static bool WriteRun(StringBuilder output, MessageRun run, bool isAfterMark)
    {
        var style = StyleOf(run);
        var text = run.Text;
        var (start, end) = (text.Length - text.AsSpan().TrimStart().Length, text.AsSpan().TrimEnd().Length);
        if (style == TextStyles.None || start >= end)
        {
            WriteText(output, text, IsAtStart(output));
            return false;
        }

        output.Append(text, 0, start);
        if (isAfterMark && start == 0)
            output.Append(Apart);
        var inside = text[start..end];
        if (style == TextStyles.Code)
        {
            var mark = CodeMark(inside);
            output.Append(mark).Append(inside.Replace("``", $"`{Apart}`", StringComparison.Ordinal).Replace("``", $"`{Apart}`", StringComparison.Ordinal));
            output.Append(mark.Length > 1 ? " ``" : mark);
        }
        else
        {
            var marks = Marks.Where(mark => style.HasFlag(mark.Style)).Select(mark => mark.Mark).ToList();
            output.AppendJoin("", marks);
            WriteText(output, inside, isAtStart: true).AppendJoin("", Enumerable.Reverse(marks));
        }

        output.Append(text, end, text.Length - end);
        return end == text.Length;
    }

    private static TextStyles StyleOf(MessageRun run) => run.Style.HasFlag(TextStyles.Code) && run.Link is null ? TextStyles.Code : run.Style & ~TextStyles.Code;

    private static string CodeMark(string text) => text.Contains('`') ? "`` " : "`";

    private static string HeadingStart(MessageBlock block) => block.Heading == 0 || block.IsCode ? "" : new string('#', Math.Min(block.Heading, LongestHeading)) + " ";

    private static string CodeStart(MessageBlock block) => $"{Fence}{(block.Language is { } language && language.All(IsOfLanguage) ? language : "")}\n";

    private static bool IsOfLanguage(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '#' or '-' or '_' or '.';

    private static string LinkEnd(string link) => $"](<{Target(link)}>)";

    /// <summary>An address in which nothing ends it or is read as markup.</summary>
    private static string Target(string link)
    {
        var output = new StringBuilder(link.Length);
        foreach (var character in link)
            _ = character is '(' or ')' or '<' or '>' or '*' or '`' or '\\' or '|' ? output.Append('%').Append(((int)character).ToString("X2", System.Globalization.CultureInfo.InvariantCulture)) : output.Append(character);
        return output.ToString();
    }

    [GeneratedRegex("`{3,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FenceWithin();

    /// <summary>Whether what comes stands at the start of a line, of a heading or of a link.</summary>
    private static bool IsAtStart(StringBuilder output)
    {
        for (var i = output.Length - 1; i >= 0; i--)
        {
            if (output[i] is not (' ' or '#'))
                return output[i] is '\n' or '[';
        }

        return true;
    }

    private static StringBuilder WriteText(StringBuilder output, string text, bool isAtStart)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            var isMarkup = character is '\\' or '*' or '_' or '~' or '|' or '`' or '[' or ']' or '<' || (isAtStart && character is '#' or '>' or '-')
                // Discord would read all up to the next space as an address, marks that escape included.
                || (character == ':' && text.AsSpan(i + 1).StartsWith("//"));
            output.Append(isMarkup ? "\\" : "").Append(character);
            // The only mentions without a sign in front.
            if (character == '@' && (text.AsSpan(i + 1).StartsWith("everyone", StringComparison.OrdinalIgnoreCase) || text.AsSpan(i + 1).StartsWith("here", StringComparison.OrdinalIgnoreCase)))
                output.Append(Apart);
            isAtStart = character == '\n' || (isAtStart && character == ' ');
        }

        return output;
    }
}
