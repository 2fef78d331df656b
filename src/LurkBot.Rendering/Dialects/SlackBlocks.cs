using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Rendering;

/// <summary>
/// Slack's blocks of rich text: text in styles, links, code and quotations, said by structure and not by marks, so that nothing in a text can name a
/// person or a channel. Everything else is laid out in text. Limits: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block.
/// </summary>
internal sealed class SlackBlocks : MessageDialect
{
    /// <summary>The version of what is written; kept with each part. Raised whenever the same text would be rendered differently.</summary>
    public const int RendererVersion = 2;

    /// <summary>Slack refuses more than about 13,200 characters in all blocks of a message.</summary>
    private const int LongestText = 8000;

    private const int LongestMarkup = 60_000, MostElements = 500, LongestLink = 2000;

    /// <summary>What an element takes at most besides its text and address.</summary>
    private const int ElementFrame = 110, BlockFrame = 140;

    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override PartSize Limit { get; } = new(LongestText, LongestText * 2, LongestMarkup, MostElements);

    /// <inheritdoc/>
    public override bool CanLink(Uri address) => address.Scheme is "http" or "https" or "mailto" && address.OriginalString.Length <= LongestLink;

    /// <inheritdoc/>
    public override PartSize SizeOf(ReadOnlySpan<char> text)
    {
        var markup = 0;
        foreach (var character in text)
            markup += character is < ' ' or > '~' ? 6 : character is '"' or '\\' ? 2 : 1;
        return new PartSize(text.Length, text.Length, markup, 0);
    }

    /// <inheritdoc/>
    /// <remarks>Its break may need an element of its own.</remarks>
    public override PartSize FrameOf(MessageBlock block) => new(0, 0, BlockFrame + ElementFrame + (block.Language is { } language ? SizeOf(language).Markup : 0), 2);

    /// <inheritdoc/>
    public override PartSize FrameOf(MessageBlock block, MessageRun run) => run.Link is null
        ? new PartSize(0, 0, ElementFrame, 1)
        : new PartSize(0, PlainAddress(run).Length, ElementFrame + SizeOf(run.Link).Markup, 1);

    /// <inheritdoc/>
    protected override string WriteMarkup(IReadOnlyList<MessageBlock> blocks) => new JsonArray(RichText(blocks)).ToJsonString(Writing);

    /// <inheritdoc/>
    protected override string? WriteRich(IReadOnlyList<MessageBlock> blocks) => SlackTable.Write(blocks) is { } rich ? rich.ToJsonString(Writing) : null;

    /// <summary>A block of rich text.</summary>
    /// <param name="blocks">What it says.</param>
    internal static JsonObject RichText(IReadOnlyList<MessageBlock> blocks)
    {
        var elements = new JsonArray();
        for (var i = 0; i < blocks.Count;)
        {
            var first = blocks[i];
            if (first.IsCode)
            {
                var code = new JsonObject { ["type"] = "rich_text_preformatted", ["elements"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = first.Text }), ["border"] = first.Quote > 0 ? 1 : 0 };
                elements.Add((JsonNode)code);
                i++;
                continue;
            }

            var inline = new JsonArray();
            for (var begin = i; i < blocks.Count && !blocks[i].IsCode && blocks[i].Quote == first.Quote; i++)
            {
                if (i > begin)
                    Add(inline, new MessageRun(blocks[i].Break), isHeading: false);
                foreach (var run in blocks[i].Runs)
                    Add(inline, run, blocks[i].Heading > 0);
            }

            // Between a paragraph and what is set apart from it Slack breaks the line by itself; a second break leaves a line free.
            if (i < blocks.Count && blocks[i].IsCode && blocks[i].Break == MessageBlock.ParagraphBreak && first.Quote == 0)
                Add(inline, new MessageRun("\n"), isHeading: false);
            elements.Add((JsonNode)new JsonObject { ["type"] = first.Quote > 0 ? "rich_text_quote" : "rich_text_section", ["elements"] = inline });
        }

        return new JsonObject { ["type"] = "rich_text", ["elements"] = elements };
    }

    /// <summary>Adds text in a style; what follows text in the same style is one element with it.</summary>
    internal static void Add(JsonArray elements, MessageRun run, bool isHeading)
    {
        if (run.Text.Length == 0)
            return;
        var style = Style(run, isHeading);
        if (run.Link is null && elements.Count > 0 && elements[^1] is JsonObject last && (string?)last["type"] == "text" && JsonNode.DeepEquals(last["style"], style))
        {
            last["text"] = (string?)last["text"] + run.Text;
            return;
        }

        var element = run.Link is { } link ? new JsonObject { ["type"] = "link", ["url"] = link, ["text"] = run.Text } : new JsonObject { ["type"] = "text", ["text"] = run.Text };
        if (style is not null)
            element["style"] = style;
        elements.Add((JsonNode)element);
    }

    private static JsonObject? Style(MessageRun run, bool isHeading)
    {
        var style = new JsonObject();
        if (run.Style.HasFlag(TextStyles.Bold) || isHeading)
            style["bold"] = true;
        if (run.Style.HasFlag(TextStyles.Italic))
            style["italic"] = true;
        if (run.Style.HasFlag(TextStyles.Strikethrough))
            style["strike"] = true;
        if (run.Style.HasFlag(TextStyles.Code))
            style["code"] = true;
        return style.Count == 0 ? null : style;
    }
}
