using System.Text;

namespace LurkBot.Tests.Rendering.Dialects;

/// <summary>Makes up Markdown as models and attackers write it. Each word is unlike all others, so that a lost or doubled one shows.</summary>
/// <param name="random">All choices.</param>
internal sealed class MarkdownSource(Random random)
{
    private static readonly string[] Oddities =
    [
        "👩‍👩‍👧‍👦", "🏟", "é́", "漢字。", "日本語", "שלום", "مرحبا", "\u202Eevil", "\u200F", "\0", "\uD800", "\uDC00x", "\u200B", "&amp;", "&lt;b&gt;", "&#8238;", "<b>", "</i>",
        "<script>", "a<b", "\\*", "\\_", "**", "*", "`", "[", "](", "![", "~~", "&", "&bogus;", "\"", "'", "e\u0301\u0323", "🇩🇪", "👍🏽", "$x$", "\t", "\u00A0", "_", "|", "#",
    ];

    private readonly List<string> words = [];

    /// <summary>All words, in no order.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Writes a text.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        for (var blocks = random.Next(1, 9); blocks > 0; blocks--)
            text.Append(Block(3)).Append("\n\n");
        return text.ToString();
    }

    private string Block(int depth) => random.Next(depth > 0 ? 12 : 6) switch
    {
        0 => new string('#', random.Next(1, 7)) + " " + Inline(5),
        1 => Code(),
        2 => Table(),
        3 => "---",
        4 or 5 or 6 => Paragraph(random.Next(1, 40)),
        7 => Prefix("> ", Block(depth - 1)),
        8 => string.Join('\n', Enumerable.Range(0, random.Next(1, 5)).Select(_ => "- " + Prefix("  ", Block(depth - 1))[2..])),
        9 => string.Join('\n', Enumerable.Range(random.Next(3), random.Next(1, 5)).Select(number => $"{number}. " + Prefix("   ", Block(depth - 1))[3..])),
        10 => string.Join('\n', Enumerable.Range(0, random.Next(1, 15)).Select(_ => $"- [{(random.Next(2) == 0 ? " " : "x")}] " + Inline(random.Next(1, 20)))),
        _ => Block(depth - 1) + "\n\n" + Block(depth - 1),
    };

    private string Paragraph(int lines) => string.Join('\n', Enumerable.Range(0, lines).Select(_ => Inline(random.Next(1, 12))));

    private string Code()
    {
        var fence = random.Next(3) switch { 0 => "```", 1 => "~~~", _ => "`````" };
        var lines = Enumerable.Range(0, random.Next(1, 80)).Select(_ => random.Next(12) switch
        {
            0 => "",
            1 when fence != "```" => "```",
            2 => "    " + Word() + "\t<b>&amp;" + Word(),
            3 => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Word())),
            _ => Word() + " = " + Word(),
        });
        return $"{fence}{(random.Next(2) == 0 ? "csharp" : "")}\n{string.Join('\n', lines)}\n{fence}";
    }

    private string Table()
    {
        var columns = random.Next(1, 6);
        var rows = Enumerable.Range(0, random.Next(1, 20)).Select(_ => "| " + string.Join(" | ", Enumerable.Range(0, columns).Select(_ => random.Next(4) == 0 ? "漢 `" + Word() + "`" : Word())) + " |");
        return $"| {string.Join(" | ", Enumerable.Range(0, columns).Select(_ => Word()))} |\n|{string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "---|" : ":-:|", columns))}\n{string.Join('\n', rows)}";
    }

    private string Inline(int pieces) => string.Join(' ', Enumerable.Range(0, pieces).Select(_ => random.Next(16) switch
    {
        0 => $"**{Word()} *{Word()}* {Word()}**",
        1 => $"`{Word()}`",
        2 => $"[{Word()} **{Word()}**](https://example.com/?a=1&b=%22{random.Next()})",
        3 => $"[{Word()}](mailto:a@example.com)",
        4 => $"~~{Word()}~~ _{Word()}_",
        5 => $"![{Word()}](http://example.com/p.png)",
        6 => $"[{Word()}](javascript:alert) [](https://example.com)",
        7 => Oddities[random.Next(Oddities.Length)],
        8 when random.Next(20) == 0 => string.Concat(Enumerable.Range(0, 900).Select(_ => Word())),
        9 when random.Next(20) == 0 => string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 700)),
        10 when random.Next(20) == 0 => "x" + new string('\u0301', 9000),
        11 => $"**[`{Word()}`](https://example.com)** <https://example.com/{random.Next()}>",
        _ => Word(),
    }));

    private string Word()
    {
        words.Add($"w{words.Count}q");
        return words[^1];
    }

    private static string Prefix(string prefix, string block) => string.Join('\n', block.Split('\n').Select(line => prefix + line));
}
