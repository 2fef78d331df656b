using CsCheck;
using LurkBot.Cli.Terminal;

namespace LurkBot.Tests.Terminal;

/// <summary>Text that people and models write, and some that they do not.</summary>
internal static class Samples
{
    private static readonly string[] Pieces =
    [
        "a", "b", " ", "  ", "word", "Größe", "世界", "😀", "👩‍👩‍👧", "e\u0301", "🇩🇪", "\t", "\u202e", "\e[31m", "\u0007", "\ud83d", "verylongwordwithoutanybreak",
    ];

    private static readonly string[] Markdown =
    [
        "\n", "\n", "\n\n", "# ", "## ", "- ", "  - ", "1. ", "> ", "```csharp\n", "```\n", "    ", "**", "*", "`", "~~", "[x](http://y/z)", "![i](u)", "| a | 世界 |\n|---|--:|\n",
        "| 1 | two |\n", "---\n", "===\n", "<b>", "&#27;", "&lt;", "\\", "http://example.com/a", "- [x] ", "int x = 1; // \"s\"\n",
    ];

    [ThreadStatic]
    private static MarkdownRenderer? renderer;

    /// <summary>One for each thread: loading grammars takes longer than all else.</summary>
    public static MarkdownRenderer Renderer => renderer ??= new MarkdownRenderer();

    /// <summary>One line.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(Pieces).Array[0, 12].Select(string.Concat);

    /// <summary>Lines.</summary>
    public static Gen<string> Lines { get; } = Gen.OneOf([.. Pieces, "\n"]).Array[0, 20].Select(string.Concat);

    /// <summary>Anything that looks like Markdown, well formed or not.</summary>
    public static Gen<string> MarkdownText { get; } = Gen.OneOf([.. Pieces, .. Markdown, .. Markdown]).Array[0, 40].Select(string.Concat);
}
