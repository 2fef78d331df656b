using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>How far the open turn of a session is, in words: whether it waits for a person, for subagents, or for another session.</summary>
internal static class TurnStanding
{
    /// <summary>A person is asked.</summary>
    public const string Question = "a question waits";

    /// <summary>A process runs it.</summary>
    public const string Running = "running";

    /// <summary>Tells how far it is; reads the history only when a turn is open.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null where nothing waits, and where a turn simply runs, except in a subagent's session.</returns>
    public static async ValueTask<string?> TellAsync(IStoredSession session, CancellationToken cancellationToken) => await OpenQuestion.FindParkedAsync(session, cancellationToken) switch
    {
        { Question: { } question } when AwaitedAnswer.IsOne(question) => AwaitedAnswer.IsRepeatable(question.Name) ? "waits for subagents" : "waits for another session",
        not null => Question,
        _ => session.Info switch
        {
            { Key.Type: not SessionType.Subagent } or { Turns: not ({ Open.Count: > 0 } or { Pending.Count: > 0 }) } => null,
            { Turns.Open.Count: 0 } when session.FindLeaseOwner() is null => "waits for its turn",
            _ => Running,
        },
    };
}
