using System.Text;
using LurkBot.Cli.Terminal;
using LurkBot.Tools;

namespace LurkBot.Cli.Chat;

/// <summary>
/// A question that is answered while a reply comes. The answer ends with Enter, so that no letter of a message that somebody is typing
/// just then counts as one. Thread-safe.
/// </summary>
/// <param name="echo">Shows what is typed.</param>
internal sealed class InlinePrompt(Action<string> echo)
{
    private const int Longest = 40;

    private readonly Lock gate = new();
    private readonly StringBuilder typed = new();
    private (TaskCompletionSource<ToolAnswer> Answer, ApprovalDialog Dialog, Action<IReadOnlyList<string>> Show)? waits;

    /// <summary>Shows the question and waits for the answer; whatever is typed once it is seen belongs to the answer.</summary>
    /// <param name="dialog">The question.</param>
    /// <param name="show">Shows its lines.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<ToolAnswer> AskAsync(ApprovalDialog dialog, Action<IReadOnlyList<string>> show, CancellationToken cancellationToken)
    {
        var waiting = new TaskCompletionSource<ToolAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            show(dialog.Lines);
            typed.Clear();
            waits = (waiting, dialog, show);
        }

        try
        {
            return await waiting.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (gate)
                waits = null;
        }
    }

    /// <summary>Takes a key while a question waits.</summary>
    /// <returns>False when none does.</returns>
    public bool Take(KeyPress key)
    {
        lock (gate)
        {
            if (waits is not { } asked)
                return false;
            if (key.IsControl(ConsoleKey.D))
                Refuse(asked.Answer);
            else if (key is { Key: ConsoleKey.Enter, Paste: null })
                Answer(asked.Answer, asked.Dialog, asked.Show);
            else if (key is { Key: ConsoleKey.Backspace, Paste: null } && typed.Length > 0)
                Erase();
            else if (key.Paste is null && key.Char is > ' ' and < '\u007F' && typed.Length < Longest)
                Add(key.Char);
            return true;
        }
    }

    private void Answer(TaskCompletionSource<ToolAnswer> waiting, ApprovalDialog dialog, Action<IReadOnlyList<string>> show)
    {
        echo("\n");
        if (dialog.Take(typed.ToString(), out var more) is { } answer)
            waiting.TrySetResult(answer);
        else
            show(more);
        typed.Clear();
    }

    /// <summary>The end of the input is a no, as where lines are read.</summary>
    private void Refuse(TaskCompletionSource<ToolAnswer> waiting)
    {
        echo("\n");
        typed.Clear();
        waiting.TrySetResult(ToolAnswer.No);
    }

    private void Erase()
    {
        typed.Length--;
        echo("\b \b");
    }

    private void Add(char character)
    {
        typed.Append(character);
        echo(character.ToString());
    }
}
