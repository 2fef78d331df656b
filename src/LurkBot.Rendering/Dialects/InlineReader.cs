using System.Runtime.CompilerServices;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LurkBot.Rendering;

/// <summary>Reads the inside of a paragraph as runs.</summary>
/// <param name="dialect">Says what can be linked.</param>
/// <param name="runs">Takes the runs.</param>
/// <param name="indent">What stands before each line but the first.</param>
internal sealed class InlineReader(MessageDialect dialect, RunList runs, string indent)
{
    /// <summary>Longer addresses are shown as text: a link has to fit into a part.</summary>
    private const int LongestLink = 1_024;

    /// <summary>Reads inlines and all in them.</summary>
    /// <param name="inlines">The inlines.</param>
    /// <param name="style">Their style.</param>
    /// <param name="link">Where they lead.</param>
    public void Read(ContainerInline? inlines, TextStyles style = TextStyles.None, string? link = null)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        for (var inline = inlines?.FirstChild; inline is not null; inline = inline.NextSibling)
            Read(inline, style, link);
    }

    private void Read(Inline inline, TextStyles style, string? link)
    {
        switch (inline)
        {
            case LiteralInline literal:
                runs.Add(literal.PreviousSibling is TaskList ? literal.Content.AsSpan().TrimStart() : literal.Content.AsSpan(), style, link);
                break;
            case CodeInline code:
                runs.Add(code.Content, TextStyles.Code, link);
                break;
            case LineBreakInline:
                runs.Add("\n" + indent, style, link);
                break;
            case HtmlEntityInline entity:
                runs.Add(entity.Transcoded.AsSpan(), style, link);
                break;
            case HtmlInline html:
                runs.Add(html.Tag, style, link);
                break;
            case TaskList task:
                runs.Add(task.Checked ? "☑ " : "☐ ", style, link);
                break;
            case AutolinkInline auto:
                ReadLink(auto.IsEmail ? "mailto:" + auto.Url : auto.Url, style, auto.Url, null);
                break;
            case LinkInline { Reference.Label: ['^', ..] } note:
                // A footnote's mark leads nowhere; it is shown as it was written.
                runs.Add(note.IsImage ? "![" : "[", style, link);
                Read(note, style, link);
                runs.Add(note.IsShortcut ? "]" : $"][{note.Label}]", style, link);
                break;
            case LinkInline reference:
                ReadLink(reference.GetDynamicUrl?.Invoke() ?? reference.Url ?? "", style, reference.IsImage ? "picture" : "", reference);
                break;
            case EmphasisInline emphasis:
                Read(emphasis, style | StyleOf(emphasis), link);
                break;
            case DelimiterInline delimiter:
                runs.Add(delimiter.ToLiteral(), style, link);
                Read(delimiter, style, link);
                break;
            case ContainerInline container:
                Read(container, style, link);
                break;
        }
    }

    /// <summary>Reads a link. Where the platform makes none, the address follows its text in brackets; one that may lead nowhere, or would mention a person, is its text alone.</summary>
    private void ReadLink(string address, TextStyles style, string text, LinkInline? inlines)
    {
        var isSafe = IsSafe(address, out var uri);
        // The platform's own addresses are not of the web: nothing may be added to them.
        var full = !isSafe ? "" : uri!.Scheme == "tg" ? address : uri.AbsoluteUri;
        var link = full.Length is > 0 and <= LongestLink && !full.AsSpan().ContainsAnyExceptInRange('!', '~') && dialect.CanLink(uri!) ? full : null;
        var shown = TextOf(inlines) is { } inside && Ink.IsIn(inside) ? inside : "";
        if (shown.Length > 0)
            Read(inlines, style, link);
        else
            runs.Add(text.Length > 0 ? text : address, style, link);
        if (isSafe && link is null && dialect.CanShow(uri!) && (shown.Length > 0 ? shown : text.Length > 0 ? text : address) is var seen && !address.EndsWith(seen, StringComparison.Ordinal))
            runs.Add($" ({(uri!.Scheme == "mailto" ? address["mailto:".Length..] : address)})", style);
    }

    private static bool IsSafe(string address, out Uri? uri) =>
        Uri.TryCreate(address, UriKind.Absolute, out uri) && (HtmlLink.IsSafe(address) || (uri.Scheme == "tg" && address.StartsWith("tg://", StringComparison.OrdinalIgnoreCase)));

    private static string? TextOf(LinkInline? inlines) => inlines is null ? null : string.Concat(inlines.Descendants<LeafInline>().Select(leaf => leaf switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        AutolinkInline auto => auto.Url,
        HtmlInline html => html.Tag,
        _ => "",
    }));

    private static TextStyles StyleOf(EmphasisInline emphasis) => emphasis.DelimiterChar switch
    {
        '~' => TextStyles.Strikethrough,
        _ when emphasis.DelimiterCount == 2 => TextStyles.Bold,
        _ => TextStyles.Italic,
    };
}
