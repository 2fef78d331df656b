using System.Text;

namespace LurkBot.Rendering;

/// <summary>
/// Telegram's HTML: bold, italic, strikethrough, links, code and quotations, which cannot stand in each other; everything else is laid out in text.
/// Limits: https://core.telegram.org/bots/api#sendmessage.
/// </summary>
internal sealed class TelegramHtml : MessageDialect
{
    /// <summary>The version of what is written; kept with each part. Raised whenever the same text would be rendered differently.</summary>
    public const int RendererVersion = 4;

    /// <summary>After reading the markup, in UTF-16 units: the server counts code points, which are never more.</summary>
    private const int LongestText = 4096;

    /// <summary>In bytes of UTF-8: far from the 16 KB at which servers and proxies are known to refuse.</summary>
    private const int LongestMarkup = 12_000;

    /// <summary>The server silently drops the formatting of what comes after.</summary>
    private const int MostEntities = 100;

    private const string QuoteStart = "<blockquote>";
    private const string QuoteEnd = "</blockquote>";

    private static readonly (TextStyles Style, string Start, string End)[] Tags =
        [(TextStyles.Bold, "<b>", "</b>"), (TextStyles.Italic, "<i>", "</i>"), (TextStyles.Strikethrough, "<s>", "</s>"), (TextStyles.Code, "<code>", "</code>")];

    /// <inheritdoc/>
    public override PartSize Limit { get; } = new(LongestText, LongestText, LongestMarkup, MostEntities);

    /// <inheritdoc/>
    /// <remarks>The server links web addresses with a dot in the host and its own; an e-mail address it finds by itself, also one behind <c>http://mailto:</c>.</remarks>
    public override bool CanLink(Uri address) => address.Scheme is "http" or "https"
        ? address.Host.Contains('.') && !address.UserInfo.StartsWith("mailto:", StringComparison.Ordinal)
        : address.Scheme == "tg" && address.Host.Length > 0 && !TelegramMentions.IsIn(address);

    /// <inheritdoc/>
    public override bool CanShow(Uri address) => !TelegramMentions.IsIn(address);

    /// <inheritdoc/>
    public override PartSize SizeOf(ReadOnlySpan<char> text)
    {
        var (markup, growth) = (Encoding.UTF8.GetByteCount(text), TelegramMentions.Growth(text));
        foreach (var character in text)
            markup += Escape(character) is { } escape ? escape.Length - 1 : 0;
        return new PartSize(text.Length + growth, text.Length + growth, markup + (3 * growth), 0);
    }

    /// <inheritdoc/>
    public override PartSize FrameOf(MessageBlock block)
    {
        var frame = default(PartSize);
        if (block.IsCode)
            frame += new PartSize(0, 0, Encoding.UTF8.GetByteCount(CodeStart(block) + CodeEnd(block)), 1);
        return block.Quote > 0 ? frame + new PartSize(0, 0, QuoteStart.Length + QuoteEnd.Length, 1) : frame;
    }

    /// <inheritdoc/>
    public override PartSize FrameOf(MessageBlock block, MessageRun run)
    {
        var (style, markup, entities) = (StyleOf(block, run), 0, 0);
        foreach (var tag in Tags)
        {
            if (!style.HasFlag(tag.Style))
                continue;
            markup += tag.Start.Length + tag.End.Length;
            entities++;
        }

        return run.Link is null
            ? new PartSize(0, 0, markup, entities)
            : new PartSize(0, PlainAddress(run).Length + TelegramMentions.Growth(run.Link), markup + Encoding.UTF8.GetByteCount(LinkStart(run.Link)) + "</a>".Length, entities + 1);
    }

    /// <inheritdoc/>
    protected override string WriteMarkup(IReadOnlyList<MessageBlock> blocks)
    {
        var output = new StringBuilder();
        for (var i = 0; i < blocks.Count; i++)
        {
            var (block, before) = (blocks[i], i > 0 ? blocks[i - 1].Quote : 0);
            output.Append(before > 0 && before != block.Quote ? QuoteEnd : "").Append(i > 0 ? block.Break : "").Append(block.Quote > 0 && before != block.Quote ? QuoteStart : "");
            if (block.IsCode)
                WriteText(output.Append(CodeStart(block)), block.Text).Append(CodeEnd(block));
            else
                WriteRuns(output, TelegramMentions.Harmless(block));
        }

        return output.Append(blocks[^1].Quote > 0 ? QuoteEnd : "").ToString();
    }

    /// <inheritdoc/>
    /// <remarks>In plain text even code mentions.</remarks>
    protected override string WritePlain(IReadOnlyList<MessageBlock> blocks) => TelegramMentions.Harmless(base.WritePlain(blocks));

    /// <inheritdoc/>
    protected override string? WriteRich(IReadOnlyList<MessageBlock> blocks) => TelegramRichHtml.Write(blocks);

    /// <summary>Writes the text of a block with its styles and links.</summary>
    internal static void WriteRuns(StringBuilder output, MessageBlock block)
    {
        var (link, open) = ((string?)null, new Stack<(TextStyles Style, string End)>());
        foreach (var run in block.Runs)
        {
            var style = StyleOf(block, run);
            if (run.Link != link)
            {
                CloseAllBut(TextStyles.None);
                output.Append(link is null ? "" : "</a>").Append(run.Link is null ? "" : LinkStart(run.Link));
                link = run.Link;
            }

            CloseAllBut(style);
            foreach (var tag in Tags)
            {
                if (!style.HasFlag(tag.Style) || open.Any(other => other.Style == tag.Style))
                    continue;
                output.Append(tag.Start);
                open.Push((tag.Style, tag.End));
            }

            WriteText(output, run.Text);
        }

        CloseAllBut(TextStyles.None);
        output.Append(link is null ? "" : "</a>");

        void CloseAllBut(TextStyles style)
        {
            while (open.Any(tag => !style.HasFlag(tag.Style)))
                output.Append(open.Pop().End);
        }
    }

    /// <summary>A heading is bold. Code is nothing else: it can stand neither in a link nor in bold text.</summary>
    private static TextStyles StyleOf(MessageBlock block, MessageRun run)
    {
        if (run.Style.HasFlag(TextStyles.Code) && run.Link is null)
            return TextStyles.Code;
        return (run.Style & ~TextStyles.Code) | (block.Heading > 0 ? TextStyles.Bold : TextStyles.None);
    }

    private static string LinkStart(string link) => $"<a href=\"{WriteText(new StringBuilder(), link)}\">";

    internal static string CodeStart(MessageBlock block) => block.Language is { } language ? $"<pre><code class=\"language-{WriteText(new StringBuilder(), language)}\">" : "<pre>";

    internal static string CodeEnd(MessageBlock block) => block.Language is null ? "</pre>" : "</code></pre>";

    internal static StringBuilder WriteText(StringBuilder output, string text)
    {
        foreach (var character in text)
            _ = Escape(character) is { } escape ? output.Append(escape) : output.Append(character);
        return output;
    }

    private static string? Escape(char character) => character switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&quot;", _ => null };
}
