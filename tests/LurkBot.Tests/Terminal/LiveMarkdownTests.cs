using CsCheck;
using LurkBot.Cli.Terminal;

namespace LurkBot.Tests.Terminal;

public sealed class LiveMarkdownTests
{
    private const string Document = """
        # A reply

        First *words*, then a list:

        1. one
        2. two, which is long enough to be wrapped at the right edge of a narrow terminal

        ```bash
        echo "hello" # comment
        ls -l
        ```

        | a | b |
        |---|---|
        | 1 | a wider cell comes later |

        Last words.
        """;

    [Fact]
    public void Append_CutAnywhere_ShowsTheSameAsAtOnce() => Gen.Int[1, 12].Array[0, 40].Sample(cuts =>
    {
        var screen = new FakeScreen(50, 100);
        Stream(screen, Document, cuts);
        Assert.Equal(Samples.Renderer.Render(Document, 49).Select(line => line.Text.TrimEnd()), screen.Lines);
    });

    [Fact]
    public void Append_AnyMarkdownOnASmallScreen_NeverRunsOverAndEndsWithItsEnd() =>
        Gen.Select(Samples.MarkdownText, Gen.Int[1, 12].Array[0, 20], Gen.Int[20, 40], Gen.Int[3, 8]).Sample((text, cuts, width, height) =>
        {
            var (pieces, whole) = (new FakeScreen(width, height), new FakeScreen(width, height));
            Stream(pieces, text, cuts);
            Stream(whole, text, []);
            Assert.Equal(whole.Visible.TakeLast(1), pieces.Visible.TakeLast(1));
        });

    [Fact]
    public void Append_LongBlock_IsPaintedSeldomButWhole()
    {
        var screen = new FakeScreen(50, 20);
        var live = new LiveMarkdown(Samples.Renderer, screen, () => screen.Size, color: true);
        live.Append("```csharp\n");
        for (var i = 0; i < 500; i++)
            live.Append($"var x{i} = {i};\n");
        live.Append("```\n");
        live.End();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"  var x{i} = {i};"), screen.Lines);
    }

    [Fact]
    public void Append_ColorOff_KeepsOnlyAttributes()
    {
        using var output = new StringWriter();
        var live = new LiveMarkdown(Samples.Renderer, output, () => new TerminalSize(50, 20), color: false);
        live.Append("# Title\n`code`");
        live.End();
        Assert.Equal("\e[1;4mTitle\e[0m\n\ncode\n", output.ToString());
    }

    private static void Stream(FakeScreen screen, string text, int[] cuts)
    {
        var live = new LiveMarkdown(Samples.Renderer, screen, () => screen.Size, color: true);
        var start = 0;
        foreach (var length in cuts.TakeWhile(_ => start < text.Length))
        {
            live.Append(text.Substring(start, Math.Min(length, text.Length - start)));
            start += Math.Min(length, text.Length - start);
        }

        live.Append(text[start..]);
        live.End();
    }
}
