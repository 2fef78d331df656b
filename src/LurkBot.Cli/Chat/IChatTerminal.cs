using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>What a chat needs of the terminal; one implementation edits lines and paints, the other reads and prints plain text.</summary>
internal interface IChatTerminal : IDisposable
{
    /// <summary>Sets what the person said before, the oldest first, to be brought back with Up.</summary>
    void SetHistory(IEnumerable<string> lines);

    /// <summary>Reads what the person says next; null when they leave.</summary>
    /// <param name="draft">What stands in the line at first, to be sent again or changed.</param>
    /// <param name="hint">What is said below the line at first, such as why the draft was not sent; null for nothing.</param>
    /// <param name="news">What others say meanwhile; shown at once where the terminal can, else before and after the line.</param>
    Task<string?> ReadAsync(string draft, string? hint, ChatNews news);

    /// <summary>Shows what others said, faintly.</summary>
    /// <param name="lines">The lines.</param>
    void Tell(IReadOnlyList<string> lines);

    /// <summary>Shows a reply while it comes; Ctrl-C cancels it.</summary>
    /// <param name="turn">Runs the turn, giving it where to show what comes and the token that Ctrl-C cancels.</param>
    Task<TurnResult> ShowReplyAsync(Func<ReplySink, CancellationToken, Task<TurnResult>> turn);

    /// <summary>Runs what may take a while; Ctrl-C cancels it.</summary>
    Task RunAsync(Func<CancellationToken, Task> work);
}
