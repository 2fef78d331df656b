using LurkBot.Sessions;
using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>What a session is allowed always; <c>session</c> is null when it is gone.</summary>
internal sealed record ToolApprovalJson(string? Session, string SessionId, string Scope, bool Prefix)
{
    /// <summary>The record of an approval for a session.</summary>
    public static ToolApprovalJson Of(ToolApproval approval, IReadOnlyDictionary<SessionId, SessionKey> keys)
    {
        var session = approval.Session!.Value;
        return new(keys.TryGetValue(session, out var key) ? key.ToString() : null, session.ToString(), approval.Scope, approval.IsPrefix);
    }
}
