using System.Runtime.CompilerServices;
using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace LurkBot.Rendering;

/// <summary>Reads the blocks of a parsed text.</summary>
/// <param name="dialect">Says what can be linked.</param>
/// <param name="quotes">How many quotations there were before.</param>
/// <param name="goesOn">Whether it begins with the rest of a table whose head was shown before.</param>
internal sealed class BlockReader(MessageDialect dialect, int quotes, bool goesOn = false)
{
    private const string Rule = "──────────";
    private const int LongestLanguage = 32;
    private const int TabStop = 4;

    private readonly List<MessageBlock> blocks = [];

    /// <summary>What stands before the next block: bullets that have no text yet.</summary>
    private string marker = "";
    private string separator = MessageBlock.ParagraphBreak;
    private int quote;

    /// <summary>How many quotations there are.</summary>
    public int Quotes { get; private set; } = quotes;

    /// <summary>What was read.</summary>
    public IReadOnlyList<MessageBlock> Blocks => blocks;

    /// <summary>Reads a whole text.</summary>
    public void Read(MarkdownDocument document)
    {
        Read(document, "");
        foreach (var definitions in document.OfType<LinkReferenceDefinitionGroup>())
            ReadNotes(definitions);
    }

    private void Read(ContainerBlock container, string indent)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var block in container)
        {
            Read(block, indent);
            separator = MessageBlock.ParagraphBreak;
        }
    }

    private void Read(Block block, string indent)
    {
        switch (block)
        {
            case Table table:
                var laid = new TableText(dialect);
                var isRest = goesOn && blocks.Count == 0;
                AddCode(laid.Lay(table, isRest), null, isRest ? null : laid.Read(table));
                break;
            case ListBlock list:
                ReadList(list, indent);
                break;
            case QuoteBlock quotation when quote == 0:
                EndMarker();
                quote = ++Quotes;
                Read(quotation, indent);
                quote = 0;
                break;
            case LinkReferenceDefinitionGroup:
                break;
            case ContainerBlock container:
                Read(container, indent);
                break;
            case CodeBlock code:
                AddCode(Code(code), code is FencedCodeBlock { Info: { } info } ? Language(info) : null);
                break;
            case ThematicBreakBlock:
                AddText([new(Rule)], indent);
                break;
            case LeafBlock leaf:
                var runs = new RunList();
                new InlineReader(dialect, runs, indent).Read(leaf.Inline);
                if (leaf.Inline is null)
                    runs.Add(leaf.Lines.ToString());
                AddText(runs.ToRuns(), indent, (leaf as HeadingBlock)?.Level ?? 0, leaf.Inline?.FirstChild is Markdig.Extensions.TaskLists.TaskList);
                break;
        }
    }

    /// <summary>A list's lines stay together; one with paragraphs in it has room between them.</summary>
    private void ReadList(ListBlock list, string indent)
    {
        var number = long.TryParse(list.OrderedStart, System.Globalization.CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var sign = list.IsOrdered ? $"{(item.Order > 0 || start == 0 ? item.Order : number)}. " : "• ";
            number++;
            EndMarker();
            marker = indent + sign;
            var inside = indent + new string(' ', list.IsOrdered ? sign.Length : 2);
            foreach (var child in item)
            {
                separator = child is ParagraphBlock && marker.Length == 0 ? MessageBlock.ParagraphBreak : separator;
                Read(child, inside);
                separator = "\n";
            }

            EndMarker();
            separator = list.IsLoose ? MessageBlock.ParagraphBreak : "\n";
        }
    }

    /// <summary>A footnote of one word is a link definition to the parser.</summary>
    private void ReadNotes(LinkReferenceDefinitionGroup definitions)
    {
        foreach (var note in definitions.OfType<LinkReferenceDefinition>())
        {
            if (note.Label is not ['^', ..] label)
                continue;
            AddText([new(RunList.Harmless($"[{label}]: {note.Url} {note.Title}".TrimEnd()))], "");
            separator = MessageBlock.ParagraphBreak;
        }
    }

    private void AddText(IReadOnlyList<MessageRun> runs, string indent, int heading = 0, bool isTask = false)
    {
        if (runs.Count == 0)
            return;
        var before = marker.Length == 0 ? indent : isTask && marker.EndsWith("• ", StringComparison.Ordinal) ? marker[..^2] : marker;
        marker = "";
        Add(new MessageBlock { Runs = before.Length > 0 ? [new(before), .. runs] : runs, Heading = heading });
    }

    private void AddCode(string text, string? language, MessageTable? table = null)
    {
        EndMarker();
        if (text.Length > 0)
            Add(new MessageBlock { Runs = [new(text)], IsCode = true, Language = language, Table = table });
    }

    /// <summary>Writes a bullet that has no text of its own.</summary>
    private void EndMarker()
    {
        if (marker.Length == 0)
            return;
        var sign = marker.TrimEnd();
        marker = "";
        Add(new MessageBlock { Runs = [new(sign)] });
        separator = "\n";
    }

    private void Add(MessageBlock block) => blocks.Add(block with { Break = separator, Quote = quote });

    private static string? Language(string info)
    {
        var language = RunList.Harmless(info);
        return language.Length is > 0 and <= LongestLanguage && Ink.IsIn(language) ? language : null;
    }

    /// <summary>The lines, with tabs as spaces: Telegram makes each tab one space.</summary>
    private static string Code(CodeBlock code)
    {
        if (code.Lines.Count == 0)
            return "";
        var text = RunList.Harmless(string.Join('\n', code.Lines.Lines.Take(code.Lines.Count).Select(line => line.Slice.ToString())));
        if (!text.Contains('\t'))
            return text;
        var (expanded, column) = (new StringBuilder(text.Length + 64), 0);
        foreach (var character in text)
        {
            var spaces = character == '\t' ? TabStop - (column % TabStop) : 0;
            _ = spaces > 0 ? expanded.Append(' ', spaces) : expanded.Append(character);
            column = character == '\n' ? 0 : column + Math.Max(1, spaces);
        }

        return expanded.ToString();
    }
}
