using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Subagents;

/// <summary>What the sessions of subagents are called: pure. The same call always means the same session, so that none is started twice.</summary>
internal static class SubagentNames
{
    /// <summary>The name of a subagent without a definition.</summary>
    public const string Plain = "subagent";

    /// <summary>Names the message that starts a subagent, by the call.</summary>
    /// <param name="parent">The session that starts it.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="callId">The call.</param>
    public static string SourceOf(SessionId parent, long turn, string callId) => string.Create(CultureInfo.InvariantCulture, $"{MessageOrigin.Session}/{parent.Value:N}/{turn}/{callId}");

    /// <summary>The key of a subagent's session.</summary>
    /// <param name="channel">The channel of the session that starts it.</param>
    /// <param name="agent">The name of its definition; null for none.</param>
    /// <param name="source">The name of the message that starts it.</param>
    public static SessionKey KeyOf(string channel, string? agent, string source) =>
        SessionKey.Create(channel, $"{NameOf(agent)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..12]}", SessionType.Subagent);

    /// <summary>The call that a message's name tells.</summary>
    /// <param name="source">The name.</param>
    /// <returns>Null when it names none.</returns>
    public static (SessionId Parent, long Turn, string CallId)? CallOf(string? source) =>
        source?.Split('/', 4) is [MessageOrigin.Session, var id, var turn, var call]
            && Guid.TryParseExact(id, "N", out var parent) && long.TryParse(turn, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (new SessionId(parent), number, call)
            : null;

    /// <summary>A name as a model gives it, if it can be one.</summary>
    /// <param name="agent">The name; null for none.</param>
    public static string NameOf(string? agent) =>
        agent?.ToLowerInvariant() is { Length: > 0 and <= 40 } name && !name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-") ? name : Plain;
}
