using TextMateSharp.Grammars;
using TextMateSharp.Registry;

namespace LurkBot.Cli.Terminal;

/// <summary>Colours source code with the grammars that editors use. Made when the first code block comes: it costs tens of milliseconds.</summary>
internal sealed class CodeHighlighter
{
    private const int LongestLine = 2000;
    private static readonly TimeSpan LineTimeLimit = TimeSpan.FromMilliseconds(100);

    /// <summary>The colour of a scope, by the longest beginning that matches; the first rule wins.</summary>
    private static readonly (string Scope, TextColor Color)[] Rules =
    [
        ("comment", TextColor.Gray),
        ("string", TextColor.Green),
        ("constant.character", TextColor.Cyan),
        ("constant", TextColor.Yellow),
        ("keyword.operator", TextColor.Default),
        ("keyword", TextColor.Magenta),
        ("storage", TextColor.Magenta),
        ("entity.name.function", TextColor.Blue),
        ("support.function", TextColor.Blue),
        ("entity.name.tag", TextColor.Blue),
        ("entity.name", TextColor.Cyan),
        ("support.type.property-name", TextColor.Blue),
        ("support", TextColor.Cyan),
        ("entity.other.attribute-name", TextColor.Cyan),
        ("markup.inserted", TextColor.Green),
        ("markup.deleted", TextColor.Red),
        ("invalid", TextColor.Red),
    ];

    private readonly RegistryOptions options = new(ThemeName.DarkPlus);
    private readonly Registry registry;
    private string? language;
    private IGrammar? grammar;
    private readonly List<(string Source, StyledLine Line, IStateStack? After)> done = [];

    public CodeHighlighter() => registry = new Registry(options);

    /// <summary>Colours the lines of one block; lines that were coloured at the last call are not looked at again.</summary>
    /// <param name="name">The language as the fence names it; one that is not known leaves the code plain.</param>
    /// <param name="lines">The code.</param>
    public IReadOnlyList<StyledLine> Highlight(string name, IReadOnlyList<string> lines)
    {
        if (!string.Equals(language, name, StringComparison.Ordinal))
        {
            (language, grammar) = (name, FindGrammar(name));
            done.Clear();
        }

        for (var i = 0; i < lines.Count; i++)
        {
            if (i < done.Count && string.Equals(done[i].Source, lines[i], StringComparison.Ordinal))
                continue;
            done.RemoveRange(Math.Min(i, done.Count), Math.Max(0, done.Count - i));
            done.Add(HighlightLine(lines[i], i == 0 ? null : done[i - 1].After));
        }

        return [.. done.Take(lines.Count).Select(item => item.Line)];
    }

    private (string Source, StyledLine Line, IStateStack? After) HighlightLine(string source, IStateStack? before)
    {
        if (grammar is null || source.Length > LongestLine)
            return (source, new StyledLine().Add(source), before);
        var result = grammar.TokenizeLine(source, before, LineTimeLimit);
        var line = new StyledLine();
        foreach (var token in result.Tokens)
        {
            var (start, end) = (Math.Min(token.StartIndex, source.Length), Math.Min(token.EndIndex, source.Length));
            if (end > start)
                line.Add(source[start..end], new TextStyle(ColorOf(token.Scopes), TextAttributes.None));
        }

        return (source, line, result.RuleStack);
    }

    private static TextColor ColorOf(List<string> scopes)
    {
        for (var i = scopes.Count - 1; i > 0; i--)
        {
            foreach (var (scope, color) in Rules)
            {
                if (scopes[i].StartsWith(scope, StringComparison.Ordinal))
                    return color;
            }
        }

        return TextColor.Default;
    }

    private IGrammar? FindGrammar(string name)
    {
        name = name.ToLowerInvariant();
        name = name switch
        {
            "sh" or "bash" or "zsh" or "console" => "shellscript",
            "c#" => "csharp",
            "f#" => "fsharp",
            "c++" => "cpp",
            "golang" => "go",
            "md" => "markdown",
            "yml" => "yaml",
            _ => name,
        };
        var scope = options.GetScopeByLanguageId(name);
        if (string.IsNullOrEmpty(scope) && name.All(char.IsAsciiLetterOrDigit))
            scope = options.GetScopeByExtension("." + name);
        return string.IsNullOrEmpty(scope) ? null : registry.LoadGrammar(scope);
    }
}
