using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Accounting;

/// <summary>Reads the calls of all sessions, archived ones too.</summary>
/// <param name="catalog">The sessions.</param>
internal sealed class UsageReader(ISessionCatalog catalog)
{
    /// <summary>Reads all calls from a moment on.</summary>
    /// <param name="since">The moment; sessions that were not written since are not read.</param>
    /// <param name="take">Gets each call with the key of its session.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>One sentence for each session that could not be read.</returns>
    public async ValueTask<IReadOnlyList<string>> ReadAsync(DateTimeOffset? since, Action<SessionKey, ModelCall> take, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var stamp in (await catalog.ChangesSinceAsync(null, cancellationToken)).Changed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (since is { } moment && stamp.WrittenAt < moment)
                continue;
            try
            {
                if (await catalog.ReadAsync(stamp.Name, cancellationToken) is not { } session)
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
