using CsCheck;

namespace LurkBot.Tests.Export;

/// <summary>Texts made of what breaks pages.</summary>
internal static class HostileText
{
    private static readonly string[] Pieces =
    [
        "<script>alert(1)</script>", "</script>", "<img src=x onerror=alert(1)>", "<b", "</div></article>", "<!--", "-->", "]]>", "<?php", "<", ">", "\"", "'", "&", "&lt;", "&#x202e;", "&#27;",
        "\" onmouseover=\"x", "[a](javascript:alert(1))", "[a](data:text/html,x)", "[a](https://example.com/?\"onclick=x)", "![p](https://example.com/p.png)", "<javascript:alert(1)>",
        "<https://example.com/>", "https://example.com/<b>", "[r]: javascript:alert(1)", "[r]", "[^1]: note", "[^1]", "# head", "## User · 2026", "---", "===", "> ", "- ", "1. ", "    ", "\t",
        "`", "```", "````", "~~~", "```js\" onclick=\"x", "|a|b|\n|-|-|\n|1|2|", "**", "_", "~~", "\\", "\\<", "\n", "\n\n", "\r", "\0", "\u001b[31m", "\u202e", "\u2066", "\u200f", "\u0085", "\ud800",
        "مرحبا", "你好", "🎉", "word", "marker", " ", "<style>*{display:none}</style>", "{.class onclick=x}", "<details>", "</details>", "<a href=\"`\">`", "- [ ] ",
    ];

    public static readonly Gen<string> Any = Gen.OneOf(Pieces).Array[0, 14].Select(pieces => string.Concat(pieces));
}
