using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>Plain text: no escapes, the system's own line editing.</summary>
internal sealed class PlainTerminal : IChatTerminal
{
    private CancellationTokenSource? reply;
    private bool leaving;

    public PlainTerminal() => Console.CancelKeyPress += OnCancelKey;

    public void Dispose() => Console.CancelKeyPress -= OnCancelKey;

    public void SetHistory(IEnumerable<string> lines)
    {
        // The system's line editing remembers nothing.
    }

    public void Tell(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            SingleTurn.WriteNote(line);
    }

    public Task<string?> ReadAsync(string draft, string? hint, ChatNews news)
    {
        Tell(news.Take());
        if (draft.Length > 0)
            Console.Error.WriteLine("Not sent; say it again: " + TerminalText.Sanitize(draft));
        if (hint is not null)
            Console.Error.WriteLine(hint);
        Console.Write("> ");
        leaving = false;
        return Task.FromResult(Console.ReadLine());
    }

    public async Task<TurnResult> ShowReplyAsync(Func<ReplySink, CancellationToken, Task<TurnResult>> turn)
    {
        using var cancellation = new CancellationTokenSource();
        using var termination = new Termination(cancellation);
        reply = cancellation;
        try
        {
            var begunLine = false;
            var result = await turn(new ReplySink(Say, Note, OnAsk: ToolPrompt.ByLine(), IsChat: true), cancellation.Token);
            Console.WriteLine();
            return result;

            void Say(string piece)
            {
                Console.Write(TerminalText.Sanitize(piece));
                begunLine = piece.Length > 0 ? piece[^1] != '\n' : begunLine;
            }

            void Note(string text)
            {
                if (begunLine)
                    Console.WriteLine();
                begunLine = false;
                SingleTurn.WriteNote(text);
            }
        }
        finally
        {
            reply = null;
        }
    }

    public async Task RunAsync(Func<CancellationToken, Task> work)
    {
        using var cancellation = new CancellationTokenSource();
        using var termination = new Termination(cancellation);
        reply = cancellation;
        try
        {
            await work(cancellation.Token);
        }
        finally
        {
            reply = null;
        }
    }

    private void OnCancelKey(object? sender, ConsoleCancelEventArgs e)
    {
        if (reply is { IsCancellationRequested: false } running)
        {
            e.Cancel = true;
            running.Cancel();
            return;
        }

        // At the prompt the first one warns, whatever one in an earlier reply did.
        e.Cancel = reply is null && !leaving;
        if (!e.Cancel)
            return;
        leaving = true;
        Console.Error.WriteLine("Ctrl-C again or Ctrl-D leaves.");
    }
}
