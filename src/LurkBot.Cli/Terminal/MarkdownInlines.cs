using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace LurkBot.Cli.Terminal;

/// <summary>Turns the inside of a paragraph into styled text.</summary>
internal sealed class MarkdownInlines
{
    private readonly List<StyledLine> lines = [new()];

    private MarkdownInlines()
    {
    }

    /// <summary>The text as lines, one for each hard break; at least one.</summary>
    public static List<StyledLine> Render(ContainerInline? content, TextStyle style)
    {
        var inlines = new MarkdownInlines();
        if (content is not null)
            inlines.AddAll(content, style);
        return inlines.lines;
    }

    private void AddAll(ContainerInline container, TextStyle style)
    {
        foreach (var inline in container)
            Add(inline, style);
    }

    private void Add(Inline inline, TextStyle style)
    {
        switch (inline)
        {
            case LiteralInline literal:
                lines[^1].Add(literal.Content.ToString(), style);
                break;
            case CodeInline code:
                lines[^1].Add(code.Content, style.With(TextAttributes.None, TextColor.Yellow));
                break;
            case EmphasisInline emphasis:
                AddAll(emphasis, style.With((emphasis.DelimiterChar, emphasis.DelimiterCount) switch
                {
                    ('~', _) => TextAttributes.Strike,
                    (_, 1) => TextAttributes.Italic,
                    _ => TextAttributes.Bold,
                }));
                break;
            case LinkInline link:
                AddLink(link, style);
                break;
            case AutolinkInline link:
                lines[^1].Add(link.Url, style.With(TextAttributes.Underline, TextColor.Blue));
                break;
            case LineBreakInline { IsHard: true }:
                lines.Add(new StyledLine());
                break;
            case LineBreakInline:
                lines[^1].Add(" ", style);
                break;
            case TaskList task:
                lines[^1].Add(task.Checked ? "☑" : "☐", style);
                break;
            case HtmlInline { Tag: "<br>" or "<br/>" or "<br />" }:
                lines.Add(new StyledLine());
                break;
            case HtmlInline html:
                lines[^1].Add(html.Tag, style);
                break;
            case HtmlEntityInline entity:
                lines[^1].Add(entity.Transcoded.ToString(), style);
                break;
            case ContainerInline container:
                AddAll(container, style);
                break;
        }
    }

    /// <summary>The text, then the address unless the text is the address: a link must not hide where it leads.</summary>
    private void AddLink(LinkInline link, TextStyle style)
    {
        var (before, count) = (lines[^1].Text, lines.Count);
        if (link.IsImage)
            lines[^1].Add("image: ", style);
        AddAll(link, style.With(TextAttributes.Underline, TextColor.Blue));
        var shown = lines.Count == count ? lines[^1].Text[before.Length..] : "";
        if (link.Url is { Length: > 0 } url && !string.Equals(shown, url, StringComparison.Ordinal) && !string.Equals("mailto:" + shown, url, StringComparison.Ordinal))
            lines[^1].Add(shown.Length > 0 ? $" ({url})" : url, TextStyle.Faint);
    }
}
