using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Accounting;

/// <summary>Reads the calls of all sessions, archived ones too.</summary>
/// <param name="store">The sessions.</param>
/// <param name="home">LurkBot's home folder.</param>
public sealed class UsageReader(FileSessionStore store, string home)
{
    /// <summary>Reads all calls from a moment on.</summary>
    /// <param name="since">The moment; files that were not written since are not opened.</param>
    /// <param name="take">Gets each call with the key of its session.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>One sentence for each session that could not be read.</returns>
    public IReadOnlyList<string> Read(DateTimeOffset? since, Action<SessionKey, ModelCall> take, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var file in store.StampFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (since is { } moment && File.GetLastWriteTimeUtc(Path.Combine(home, file.Name)) < moment.UtcDateTime)
                continue;
            try
            {
                if (store.ReadFile(file.Name) is not { } session)
                    continue;
                foreach (var call in SessionCalls.Of(session.Info.Id, session.Entries))
                {
                    if (since is null || call.At >= since)
                        take(session.Info.Key, call);
                }
            }
            catch (LurkBotException e)
            {
                problems.Add(e.Message);
            }
        }

        return problems;
    }
}
