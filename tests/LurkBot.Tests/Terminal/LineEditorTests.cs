using CsCheck;
using LurkBot.Cli.Terminal;
using static LurkBot.Tests.Terminal.ScriptedKeys;

namespace LurkBot.Tests.Terminal;

public sealed class LineEditorTests : IDisposable
{
    private static readonly KeyPress Up = new(ConsoleKey.UpArrow);
    private static readonly KeyPress Down = new(ConsoleKey.DownArrow);
    private static readonly KeyPress Left = new(ConsoleKey.LeftArrow);
    private static readonly KeyPress Tab = new(ConsoleKey.Tab, '\t');
    private static readonly KeyPress AltEnter = new(ConsoleKey.Enter, '\r', ConsoleModifiers.Alt);

    private readonly FakeScreen screen = new(40, 12);

    public void Dispose() => screen.Dispose();

    [Fact]
    public async Task Read_TypedAndEdited_GivesTheText() =>
        Assert.Equal("hallo 世界", await Editor([.. Type("hello 世界"), Left, Left, Left, Left, Left, Left, new(ConsoleKey.Backspace, '\u007f'), .. Type("a"), Enter]).ReadAsync("", default));

    [Fact]
    public async Task Read_PastedLines_AreSentOnlyWithEnter()
    {
        Assert.Equal("one\ntwo\n!", await Editor([Paste("one\ntwo\n"), .. Type("!"), Enter]).ReadAsync("", default));
        Assert.Equal(["> one", "  two", "  !"], screen.Lines);
    }

    [Fact]
    public async Task Read_AltEnterOrBackslashEnter_BeginsALine() =>
        Assert.Equal("a\nb\nc", await Editor([.. Type("a"), AltEnter, .. Type("b\\"), Enter, .. Type("c"), Enter]).ReadAsync("", default));

    [Fact]
    public async Task Read_UpAndDown_WalkThroughHistoryAndBackToTheDraft()
    {
        var editor = Editor([Up, Up, Up, Down, Enter, .. Type("draft"), Up, Down, Enter]);
        editor.SetHistory(["first", "second"]);
        Assert.Equal("second", await editor.ReadAsync("", default));
        Assert.Equal("draft", await editor.ReadAsync("", default));
    }

    [Fact]
    public async Task Read_CtrlC_EmptiesTheLineThenWarnsThenLeaves()
    {
        Assert.Null(await Editor([.. Type("text"), Control(ConsoleKey.C), Control(ConsoleKey.C), Control(ConsoleKey.C), .. Type("never"), Enter]).ReadAsync("", default));
        Assert.Equal("kept", await Editor([Control(ConsoleKey.C), .. Type("x"), Control(ConsoleKey.C), Control(ConsoleKey.C), .. Type("kept"), Enter]).ReadAsync("", default));
    }

    [Fact]
    public async Task Read_CtrlD_LeavesOnlyOnAnEmptyLine()
    {
        Assert.Null(await Editor([Control(ConsoleKey.D)]).ReadAsync("", default));
        Assert.Equal("ac", await Editor([.. Type("abc"), Left, Left, Control(ConsoleKey.D), Enter]).ReadAsync("", default));
    }

    [Fact]
    public async Task Read_Tab_CompletesWhatIsCertainAndListsTheRest()
    {
        var shown = new List<string>();
        var keys = new ScriptedKeys([.. Type("/s"), Tab, .. Type("ne"), Left, Tab, Enter]);
        keys.BeforeKey = () => shown.Add(string.Join('|', screen.Visible));
        var editor = new LineEditor(keys, new LinePainter(screen, () => screen.Size, color: true), text => new((IReadOnlyList<string>)[.. new[] { "/stone", "/stove" }.Where(name => name.StartsWith(text, StringComparison.Ordinal))]), new LineBuffer());
        Assert.Equal("/stone e", await editor.ReadAsync("", default));
        Assert.Contains("> /sto|/stone  /stove", shown);
    }

    /// <summary>A text higher than the screen that was refused: the reason is seen below what of it fits.</summary>
    [Fact]
    public async Task Read_TallDraftWithAHint_ShowsTheHintBelow()
    {
        var tall = new FakeScreen(30, 6);
        var shown = new List<string>();
        var keys = new ScriptedKeys([Enter]);
        keys.BeforeKey = () => shown.AddRange(tall.Visible);
        var editor = new LineEditor(keys, new LinePainter(tall, () => tall.Size, color: true), _ => new((IReadOnlyList<string>)[]), new LineBuffer());
        var draft = string.Join('\n', Enumerable.Range(1, 50));
        Assert.Equal(draft, await editor.ReadAsync(draft, default, "The message is too large."));
        Assert.Equal("The message is too large.", shown.Last(line => line.Length > 0));
        Assert.Contains("  50", shown);
    }

    [Fact]
    public void Read_AnyKeys_ScreenShowsTheTextAndTheCaretStandsInIt()
    {
        KeyPress[] edits = [Left, Up, Down, new(ConsoleKey.RightArrow), new(ConsoleKey.Home), new(ConsoleKey.Backspace), AltEnter, Control(ConsoleKey.W), Control(ConsoleKey.Y), Control(ConsoleKey.K)];
        var key = Gen.OneOf<KeyPress>(Gen.OneOf(edits), Samples.Lines.Select(Paste), Gen.Char['a', 'e'].Select(character => new KeyPress(ConsoleKey.None, character)));
        Gen.Select(key.Array[0, 25], Gen.Int[8, 30], Gen.Int[3, 10]).Sample((presses, width, height) =>
        {
            var terminal = new FakeScreen(width, height);
            var painter = new LinePainter(terminal, () => terminal.Size, color: false);
            terminal.Write("before\n");
            var buffer = new LineBuffer();
            var keys = new ScriptedKeys(presses);
            var editor = new LineEditor(keys, painter, _ => new((IReadOnlyList<string>)[]), buffer);
            keys.BeforeKey = () =>
            {
                var layout = LineLayout.Of(buffer.Text, buffer.Caret, width - 2);
                var (row, column) = terminal.Caret;
                Assert.Equal(layout.CaretColumn + 2, column);
                var (screenRow, layoutRow) = (terminal.Visible.ElementAtOrDefault(row) ?? "", layout.Rows[layout.CaretRow]);
                Assert.Equal(((layout.CaretRow == 0 ? "> " : "  ") + layoutRow).TrimEnd(), screenRow);
            };
            Assert.Null(editor.ReadAsync("", default).Result);
            Assert.Equal("before", terminal.Lines[0]);
            var expected = LineLayout.Of(buffer.Text, 0, width - 2).Rows.Select((line, i) => ((i == 0 ? "> " : "  ") + line).TrimEnd());
            Assert.Equal(string.Join('\n', expected).TrimEnd(), string.Join('\n', terminal.Lines.Skip(1)).TrimEnd());
        });
    }

    private LineEditor Editor(params IEnumerable<KeyPress> keys) =>
        new(new ScriptedKeys(keys), new LinePainter(screen, () => screen.Size, color: true), _ => new((IReadOnlyList<string>)[]), new LineBuffer());
}
