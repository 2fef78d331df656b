namespace LurkBot.Cli.Terminal;

/// <summary>Says on a terminal how far a long work is; quiet when it is short or nobody watches.</summary>
/// <param name="time">The clock.</param>
/// <param name="what">What is counted, such as <c>sessions exported</c>.</param>
internal sealed class ProgressLine(TimeProvider time, string what)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly long began = time.GetTimestamp();
    private long shown;

    /// <summary>So many of all are done.</summary>
    public void Report(int done, int total)
    {
        if (Console.IsErrorRedirected || time.GetElapsedTime(began) < Patience || (shown != 0 && time.GetElapsedTime(shown) < Interval))
            return;
        shown = time.GetTimestamp();
        Console.Error.Write($"\r{done} of {total} {what}");
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (shown != 0)
            Console.Error.Write("\r\u001b[K");
        shown = 0;
    }
}
