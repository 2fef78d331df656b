using LurkBot.Sessions;
using LurkBot.Tools;
using LurkBot.Workspaces;

namespace LurkBot.Planning;

/// <summary>What a session has beside its history, kept by its id: approvals and a workspace.</summary>
/// <param name="services">Where they are.</param>
internal sealed class SessionBelongings(AssistantServices services)
{
    private readonly ToolApprovals approvals = new(services.Options.Home);
    private readonly WorkspaceClaims claims = new(services.Options.Home, services.Options.Workspaces);

    /// <summary>Gives a session another key without them: approvals end, and the workspace stays where it is.</summary>
    /// <param name="id">The session.</param>
    /// <param name="rename">Gives it the key.</param>
    /// <returns>The folder that stays behind; null when there is none.</returns>
    public async Task<string?> LeaveAsync(SessionId id, Func<ValueTask> rename)
    {
        // Killed in between, the session has lost approvals rather than kept them, and its key still leads to its folder.
        var ended = approvals.End(id);
        try
        {
            var left = claims.Leave(id);
            await rename();
            return left;
        }
        catch
        {
            foreach (var approval in ended)
                approvals.Add(approval);
            throw;
        }
    }

    /// <summary>Whether a session from a file may have the id that the file gives: what is kept for it must not become another's.</summary>
    /// <param name="id">The id.</param>
    /// <param name="key">The session's key.</param>
    public bool MayTakeId(SessionId id, SessionKey key) => !approvals.Read().Any(approval => approval.Session == id) && claims.IsFreeFor(id, key);
}
