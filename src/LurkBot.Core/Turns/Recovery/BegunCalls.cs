using LurkBot.Sessions;

namespace LurkBot.Turns;

/// <summary>
/// The approved calls that this process began and whose results it could not store yet, on a full disk say: an approval is for one run. What a killed
/// process began stands in its lease. Thread-safe.
/// </summary>
internal sealed class BegunCalls
{
    private readonly Lock gate = new();
    private readonly HashSet<(SessionId Session, long Question)> begun = [];

    /// <summary>The questions of a session whose calls were begun.</summary>
    /// <param name="session">The session.</param>
    public IReadOnlyList<long> Of(SessionId session)
    {
        lock (gate)
            return begun.Count == 0 ? [] : [.. begun.Where(call => call.Session == session).Select(call => call.Question)];
    }

    /// <summary>A call begins.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">The question that was answered.</param>
    public void Begin(SessionId session, long question)
    {
        lock (gate)
            begun.Add((session, question));
    }

    /// <summary>Its turn has an end, or waits for another answer: all results are stored.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">The question.</param>
    public void End(SessionId session, long question)
    {
        lock (gate)
            begun.Remove((session, question));
    }
}
