using CsCheck;
using LurkBot.Cli.Terminal;

namespace LurkBot.Tests.Terminal;

public sealed class ThinkingViewTests
{
    [Fact]
    public void Append_AnyPieces_ShowsAllWordsBehindABarWithinTheWidth() =>
        Gen.Select(Gen.OneOf("word ", "a", " ", "\n", "你好吗 ", "longer-than-a-line-of-the-screen ", "\e[31m ", "x\n\ny").Array[0, 30], Gen.Int[8, 40]).Sample((pieces, width) =>
        {
            using var screen = new FakeScreen(width, 24);
            var view = new ThinkingView(screen, () => screen.Size, color: true);
            foreach (var piece in pieces)
                view.Append(piece);
            view.End();
            screen.Write("reply");
            var text = string.Concat(pieces);
            var thought = screen.Lines.SkipLast(1).ToList();
            Assert.Equal("reply", screen.Lines[^1]);
            Assert.All(thought.SkipLast(1), line => Assert.StartsWith("┊", line, StringComparison.Ordinal));
            Assert.Equal(Letters(text.Replace('\e', '␛')), Letters(string.Concat(thought).Replace("┊", "", StringComparison.Ordinal)));
        });

    [Fact]
    public void Append_Words_WrapsAtSpacesAndEndsBeforeTheReply()
    {
        using var screen = new FakeScreen(20, 24);
        var view = new ThinkingView(screen, () => screen.Size, color: false);
        view.Append("First the numbers, th");
        view.Append("en the words.");
        view.End();
        screen.Write("reply");
        Assert.Equal(["┊ First the", "┊ numbers, then the", "┊ words.", "", "reply"], screen.Lines);
    }

    private static string Letters(string text) => string.Concat(text.Where(character => character is not (' ' or '\n')));
}
