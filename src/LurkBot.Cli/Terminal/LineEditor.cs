namespace LurkBot.Cli.Terminal;

/// <summary>Lets a person type a line: with the keys of readline, history, completion, and lines pasted as one text.</summary>
/// <param name="keys">Where keys come from.</param>
/// <param name="painter">Paints what is typed.</param>
/// <param name="complete">For the text before the caret, the texts that could stand in its place.</param>
/// <param name="buffer">Holds what is typed.</param>
internal sealed class LineEditor(IKeySource keys, LinePainter painter, Func<string, ValueTask<IReadOnlyList<string>>> complete, LineBuffer buffer)
{
    private const string LeaveHint = "Ctrl-C again or Ctrl-D leaves.";

    private readonly List<string> history = [];
    private int place;
    private string typed = "";

    /// <summary>Whether the last key was a Ctrl-C that did nothing but warn; the next one leaves.</summary>
    private bool leaving;

    /// <summary>What Up brings back, the oldest first.</summary>
    public void SetHistory(IEnumerable<string> lines)
    {
        history.Clear();
        history.AddRange(lines);
    }

    /// <summary>Reads one text.</summary>
    /// <param name="draft">What stands in the line at first.</param>
    /// <param name="cancellationToken">Stops waiting for keys.</param>
    /// <param name="hint">Shown below until the first key; null for nothing.</param>
    /// <param name="aside">What is shown above the line while the person types; null for nothing.</param>
    /// <returns>The text; null when the person leaves (Ctrl-D, Ctrl-C twice) or the input ends.</returns>
    public async Task<string?> ReadAsync(string draft, CancellationToken cancellationToken, string? hint = null, LineAside? aside = null)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = aside?.WaitAsync(ended.Token);
        try
        {
            return await ReadAsync(draft, hint, async () =>
            {
                // A key that is there goes first.
                for (var key = keys.ReadAsync(cancellationToken).AsTask(); ;)
                {
                    if (waiting is null || await Task.WhenAny(key, waiting) == key)
                        return await key;
                    if (!waiting.IsCompletedSuccessfully)
                        waiting = null;
                    else
                        waiting = Show(aside!, hint, ended.Token);
                }
            });
        }
        finally
        {
            await ended.CancelAsync();
            if (waiting is not null)
                await waiting.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private Task Show(LineAside aside, string? hint, CancellationToken cancellationToken)
    {
        painter.Above(aside.Take());
        painter.Paint(buffer, hint);
        return aside.WaitAsync(cancellationToken);
    }

    private async Task<string?> ReadAsync(string draft, string? hint, Func<ValueTask<KeyPress?>> next)
    {
        buffer.Set(draft);
        place = history.Count;
        typed = "";
        // A Ctrl-C that stopped a reply, or that another prompt warned about, does not count for this one.
        leaving = false;
        while (true)
        {
            if (!keys.Pending)
                painter.Paint(buffer, hint);
            if (await next() is not { } key || Leaves(key))
            {
                painter.Finish(buffer.Text);
                return null;
            }

            hint = null;
            if (key.IsControl(ConsoleKey.C))
            {
                leaving = buffer.Text.Length == 0;
                hint = leaving ? LeaveHint : null;
                buffer.Set("");
                place = history.Count;
                continue;
            }

            leaving = false;
            if (key is { Key: ConsoleKey.Enter, Paste: null } && !key.Modifiers.HasFlag(ConsoleModifiers.Alt) && !TakeBackslash())
                return Submit();
            hint = key is { Key: ConsoleKey.Tab, Paste: null } && key.Modifiers == ConsoleModifiers.None ? await CompleteAsync() : Edit(key);
        }
    }

    private bool Leaves(KeyPress key) =>
        (leaving && key.IsControl(ConsoleKey.C)) || (buffer.Text.Length == 0 && key.IsControl(ConsoleKey.D));

    /// <summary>A backslash before the caret makes Enter begin a line, for terminals that do not pass Alt on.</summary>
    private bool TakeBackslash()
    {
        if (buffer.Caret == 0 || buffer.Text[buffer.Caret - 1] != '\\')
            return false;
        buffer.Backspace();
        return true;
    }

    private string Submit()
    {
        painter.Finish(buffer.Text);
        if (buffer.Text.Trim().Length > 0 && (history.Count == 0 || !string.Equals(history[^1], buffer.Text, StringComparison.Ordinal)))
            history.Add(buffer.Text);
        return buffer.Text;
    }

    private string? Edit(KeyPress key)
    {
        if (key.Paste is { } pasted)
        {
            buffer.Insert(pasted);
            return null;
        }

        Action? action = (key.Key, key.Modifiers) switch
        {
            (ConsoleKey.Enter, _) => () => buffer.Insert("\n"),
            (ConsoleKey.LeftArrow, ConsoleModifiers.Control or ConsoleModifiers.Alt) or (ConsoleKey.B, ConsoleModifiers.Alt) => buffer.WordLeft,
            (ConsoleKey.RightArrow, ConsoleModifiers.Control or ConsoleModifiers.Alt) or (ConsoleKey.F, ConsoleModifiers.Alt) => buffer.WordRight,
            (ConsoleKey.LeftArrow, _) or (ConsoleKey.B, ConsoleModifiers.Control) => buffer.Left,
            (ConsoleKey.RightArrow, _) or (ConsoleKey.F, ConsoleModifiers.Control) => buffer.Right,
            (ConsoleKey.Home, _) or (ConsoleKey.A, ConsoleModifiers.Control) => buffer.Home,
            (ConsoleKey.End, _) or (ConsoleKey.E, ConsoleModifiers.Control) => buffer.End,
            (ConsoleKey.UpArrow, _) or (ConsoleKey.P, ConsoleModifiers.Control) => Up,
            (ConsoleKey.DownArrow, _) or (ConsoleKey.N, ConsoleModifiers.Control) => Down,
            (ConsoleKey.Backspace, ConsoleModifiers.Alt or ConsoleModifiers.Control) or (ConsoleKey.W, ConsoleModifiers.Control) => buffer.KillWord,
            (ConsoleKey.Backspace, _) or (ConsoleKey.H, ConsoleModifiers.Control) => buffer.Backspace,
            (ConsoleKey.Delete, _) or (ConsoleKey.D, ConsoleModifiers.Control) => buffer.Delete,
            (ConsoleKey.K, ConsoleModifiers.Control) => buffer.KillToEnd,
            (ConsoleKey.U, ConsoleModifiers.Control) => buffer.KillToStart,
            (ConsoleKey.Y, ConsoleModifiers.Control) => buffer.Yank,
            (ConsoleKey.L, ConsoleModifiers.Control) => painter.ClearScreen,
            _ when !char.IsControl(key.Char) => () => buffer.Insert(key.Char.ToString()),
            _ => null,
        };
        action?.Invoke();
        return null;
    }

    private void Up()
    {
        if (buffer.Up() || place == 0)
            return;
        if (place == history.Count)
            typed = buffer.Text;
        buffer.Set(history[--place]);
    }

    private void Down()
    {
        if (buffer.Down() || place == history.Count)
            return;
        place++;
        buffer.Set(place == history.Count ? typed : history[place]);
    }

    /// <summary>Completes as far as all candidates agree.</summary>
    /// <returns>The candidates when there are several; else null.</returns>
    private async Task<string?> CompleteAsync()
    {
        var before = buffer.Text[..buffer.Caret];
        var candidates = await complete(before);
        if (candidates.Count == 0)
            return null;
        var common = candidates.Aggregate((a, b) => a[..a.AsSpan().CommonPrefixLength(b)]);
        var text = candidates.Count == 1 ? common + " " : common.Length > before.Length ? common : before;
        buffer.ReplaceBefore(text);
        return candidates.Count == 1 ? null : string.Join("  ", candidates);
    }
}
