using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>The call that started a subagent, as the source of its session's first message names it.</summary>
/// <param name="Parent">The session that started it.</param>
/// <param name="Turn">The turn.</param>
/// <param name="CallId">The call.</param>
internal sealed record SubagentSource(SessionId Parent, long Turn, string CallId)
{
    private static readonly SearchValues<char> InNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>The tool that starts subagents.</summary>
    public const string Tool = "sessions_spawn";

    /// <summary>The name of a subagent without a definition.</summary>
    public const string Plain = "subagent";

    /// <summary>The call that a session's entries were started by.</summary>
    /// <param name="entries">The entries, from the first.</param>
    /// <returns>Null for a session that none started.</returns>
    public static SubagentSource? Of(IReadOnlyList<Entry> entries) => entries.OfType<UserEntry>().FirstOrDefault() is { Door.Subagent: not null } start ? TryParse(start.Source) : null;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="source">The source.</param>
    /// <returns>Null when it names no call.</returns>
    public static SubagentSource? TryParse(string? source) =>
        source?.Split('/', 4) is [MessageOrigin.Session, var id, var turn, var call]
            && Guid.TryParseExact(id, "N", out var parent) && long.TryParse(turn, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new SubagentSource(new SessionId(parent), number, call)
            : null;

    /// <summary>The sessions of the subagents that a session's turns called for; they need not be there.</summary>
    /// <param name="key">The session.</param>
    /// <param name="id">Its id.</param>
    /// <param name="entries">Its entries.</param>
    public static IEnumerable<SessionKey> StartedBy(SessionKey key, SessionId id, IEnumerable<Entry> entries) =>
        entries.OfType<AssistantEntry>().SelectMany(response => response.ToolCalls.Where(call => call.Name is Tool).Select(call => new SubagentSource(id, response.Turn, call.Id).KeyOf(key.Channel, AgentIn(call.Arguments))));

    /// <summary>A name as a model gives it, if it can be one.</summary>
    /// <param name="agent">The name; null for none.</param>
    public static string NameOf(string? agent) =>
        agent?.ToLowerInvariant() is { Length: > 0 and <= 40 } name && !name.AsSpan().ContainsAnyExcept(InNames) ? name : Plain;

    /// <summary>The key of the session. The same call always means the same one, so that none is started twice.</summary>
    /// <param name="channel">The channel of the session that starts it.</param>
    /// <param name="agent">The name of its definition; null for none.</param>
    public SessionKey KeyOf(string channel, string? agent) =>
        SessionKey.Create(channel, $"{NameOf(agent)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())))[..12]}", SessionType.Subagent);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MessageOrigin.Session}/{Parent.Value:N}/{Turn}/{CallId}");

    private static string? AgentIn(string arguments)
    {
        try
        {
            using var json = JsonDocument.Parse(arguments);
            return json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty("agent"u8, out var agent) && agent.ValueKind is JsonValueKind.String ? agent.GetString()!.Trim() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
