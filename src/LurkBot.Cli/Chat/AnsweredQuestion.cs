using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Cli.Chat;

/// <summary>Sees in the session that a question was answered in another terminal.</summary>
internal static class AnsweredQuestion
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits for an answer that is not this chat's.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="key">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The answer; null when the waiting ended.</returns>
    public static async Task<ApprovalEntry?> WaitAsync(ISessionStore store, SessionKey key, ApprovalEntry question, TimeProvider time, CancellationToken cancellationToken)
    {
        var seen = question.Id;
        try
        {
            while (true)
            {
                await Task.Delay(BetweenLooks, time, cancellationToken);
                try
                {
                    if (await store.OpenAsync(key, cancellationToken) is not { } session)
                        continue;
                    await using (session)
                    {
                        if (session.Info.LastId <= seen)
                            continue;
                        seen = session.Info.LastId;
                        if ((await session.ReadAfterAsync(question.Id, cancellationToken)).OfType<ApprovalEntry>().FirstOrDefault(entry => entry.Approves == question.Id) is { } answer)
                            return answer;
                    }
                }
                catch (LurkBotException)
                {
                    // It cannot be read just now; the answer given here will say so.
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
