using LurkBot.Cli.Commands;
using LurkBot.Cli.Terminal;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>Line editing with history and completion, and replies as Markdown.</summary>
internal sealed class RichTerminal : IChatTerminal
{
    private readonly ConsoleKeySource keys = new();
    private readonly MarkdownRenderer renderer = new();
    private readonly LineEditor editor;
    private readonly bool color;
    private readonly TimeProvider time;

    /// <summary>Takes over the terminal until it is disposed of.</summary>
    /// <param name="color">Whether colours are wanted.</param>
    /// <param name="complete">For the text before the caret, the texts that could stand in its place.</param>
    /// <param name="time">The clock.</param>
    public RichTerminal(bool color, Func<string, ValueTask<IReadOnlyList<string>>> complete, TimeProvider time)
    {
        (this.color, this.time) = (color, time);
        editor = new LineEditor(keys, new LinePainter(Console.Out, () => TerminalSize.Current, color), complete, new LineBuffer());
    }

    public void Dispose() => keys.Dispose();

    public void SetHistory(IEnumerable<string> lines) => editor.SetHistory(lines);

    public Task<string?> ReadAsync(string draft, string? hint, ChatNews news) => editor.ReadAsync(draft, CancellationToken.None, hint, new LineAside(news.WaitAsync, news.Take));

    public void Tell(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            Console.WriteLine(new StyledLine().Add(line, TextStyle.Faint).ToAnsi(color));
    }

    public async Task<TurnResult> ShowReplyAsync(Func<ReplySink, CancellationToken, Task<TurnResult>> turn)
    {
        using var cancellation = new CancellationTokenSource();
        using var termination = new Termination(cancellation);
        using var ended = new CancellationTokenSource();
        using var view = new ReplyView(renderer, Console.Out, () => TerminalSize.Current, color, time);
        var question = new InlinePrompt(view.Echo);
        var watching = WatchKeysAsync(cancellation, question, ended.Token);
        try
        {
            return await turn(new ReplySink(view.Append, view.Note, view.Think, (asked, stop) => question.AskAsync(new ApprovalDialog(asked), view.Ask, stop), view.Run, IsChat: true), cancellation.Token);
        }
        finally
        {
            view.End();
            await ended.CancelAsync();
            keys.Return(await watching);
        }
    }

    public async Task RunAsync(Func<CancellationToken, Task> work)
    {
        using var cancellation = new CancellationTokenSource();
        using var termination = new Termination(cancellation);
        using var ended = new CancellationTokenSource();
        var watching = WatchKeysAsync(cancellation, new InlinePrompt(_ => { }), ended.Token);
        try
        {
            await work(cancellation.Token);
        }
        finally
        {
            await ended.CancelAsync();
            keys.Return(await watching);
        }
    }

    /// <summary>Looks for Ctrl-C during a reply. The second one ends the process: what came so far is durable.</summary>
    /// <returns>All else that was typed, for the next prompt.</returns>
    private async Task<List<KeyPress>> WatchKeysAsync(CancellationTokenSource cancellation, InlinePrompt question, CancellationToken ended)
    {
        var typed = new List<KeyPress>();
        try
        {
            while (await keys.ReadAsync(ended) is { } key)
            {
                if (!key.IsControl(ConsoleKey.C))
                {
                    if (question.Take(key))
                        continue;
                    typed.Add(key);
                    continue;
                }

                if (cancellation.IsCancellationRequested)
                {
                    keys.Dispose();
                    Environment.Exit(ExitCodes.Cancelled);
                }

                await cancellation.CancelAsync();
                typed.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The reply has ended.
        }

        return typed;
    }
}
