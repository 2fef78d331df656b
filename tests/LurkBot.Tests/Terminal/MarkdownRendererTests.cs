using CsCheck;
using LurkBot.Cli.Terminal;
using LurkBot.Rendering;

namespace LurkBot.Tests.Terminal;

public sealed class MarkdownRendererTests
{
    [Fact]
    public void Render_Document_LooksLikeOne() => Assert.Equal(
        """
        Title

        Some bold text, code, and a link (http://x.y).
        Next line.

        • one
        • two
          1. sub
          2. sub
        • ☑ done

        │ quoted
        │
        │ more

          if (a < b)
              return;

        Name │ 说明
        ─────┼─────
        a    │   12
        世界 │    1
        """.ReplaceLineEndings("\n"),
        Render(
            """
            # Title
            Some **bold** text, `code`, and a [link](http://x.y).\
            Next line.
            - one
            - two
              1. sub
              2. sub
            - [x] done

            > quoted
            >
            > more

            ```
            if (a < b)
                return;
            ```

            | Name | 说明 |
            |------|----:|
            | a | 12 |
            | 世界 | 1 |
            """,
            60));

    [Fact]
    public void Render_Code_IsColouredByItsLanguage()
    {
        var line = Samples.Renderer.Render("```csharp\nvar x = \"s\"; // c\n```", 60).Single();
        Assert.Contains(new StyledRun("\"s\"", new TextStyle(TextColor.Green, TextAttributes.None)), line.Runs);
        Assert.Contains(new StyledRun("// c", TextStyle.Faint), line.Runs);
        Assert.Equal("  var x = \"s\"; // c", line.Text);
    }

    [Fact]
    public void Render_TableWiderThanTheTerminal_WrapsItsCells()
    {
        var lines = Render("| a | b |\n|---|---|\n| one two three four five | six seven eight nine ten |", 24).Split('\n');
        Assert.All(lines, line => Assert.True(CellWidth.Of(line) <= 24, line));
        Assert.True(lines.Length > 4);
    }

    [Fact]
    public void Render_NestedTooDeeply_IsShownAsItIs() => Assert.Contains(">>>>", Render(new string('>', 5000) + " x", 60), StringComparison.Ordinal);

    [Fact]
    public void Invariant13_AnyMarkdown_FitsAndHasNoControlCharacters() => Gen.Select(Samples.MarkdownText, Gen.Int[20, 80]).Sample((text, width) =>
    {
        foreach (var line in Samples.Renderer.Render(text, width))
        {
            Assert.True(CellWidth.Of(line.Text) <= width, $"{line.Text} is wider than {width}.");
            Assert.DoesNotContain(line.Text, character => char.IsControl(character) || character is '\u202e' || (char.IsSurrogate(character) && line.Text.Length == 1));
        }
    });

    private static string Render(string markdown, int width) =>
        string.Join('\n', Samples.Renderer.Render(markdown.ReplaceLineEndings("\n"), width).Select(line => line.Text.TrimEnd()));
}
