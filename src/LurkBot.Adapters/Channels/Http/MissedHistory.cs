namespace LurkBot.Channels;

/// <summary>The chats whose history could not be read after a time in which nothing was heard, and why. Not thread-safe.</summary>
internal sealed class MissedHistory
{
    private const int Shown = 3;

    private readonly SortedDictionary<string, string> problems = new(StringComparer.Ordinal);

    /// <summary>All of it as sentences; null for nothing.</summary>
    public string? Text => problems.Count == 0 ? null
        : string.Join(" ", problems.Values.Take(Shown)) + (problems.Count > Shown ? $" The same holds for {problems.Count - Shown} more." : "");

    /// <summary>Says what became of the history of a chat.</summary>
    /// <param name="chat">The chat; empty for the list of chats.</param>
    /// <param name="problem">A sentence; null when it was read.</param>
    public void Set(string chat, string? problem)
    {
        if (problem is null)
            problems.Remove(chat);
        else
            problems[chat] = problem;
    }

    /// <summary>The histories are read again.</summary>
    public void Clear() => problems.Clear();
}
