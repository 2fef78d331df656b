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

    /// <summary>The key of a subagent's session.</summary>
    /// <param name="channel">The channel of the session that starts it.</param>
    /// <param name="agent">The name of its definition; null for none.</param>
    /// <param name="source">The call that starts it.</param>
    public static SessionKey KeyOf(string channel, string? agent, SubagentSource source) =>
        SessionKey.Create(channel, $"{NameOf(agent)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source.ToString())))[..12]}", SessionType.Subagent);

    /// <summary>A name as a model gives it, if it can be one.</summary>
    /// <param name="agent">The name; null for none.</param>
    public static string NameOf(string? agent) =>
        agent?.ToLowerInvariant() is { Length: > 0 and <= 40 } name && !name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-") ? name : Plain;
}
