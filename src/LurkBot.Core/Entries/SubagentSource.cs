using System.Globalization;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>The call that started a subagent, as the source of its session's first message names it.</summary>
/// <param name="Parent">The session that started it.</param>
/// <param name="Turn">The turn.</param>
/// <param name="CallId">The call.</param>
internal sealed record SubagentSource(SessionId Parent, long Turn, string CallId)
{
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

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MessageOrigin.Session}/{Parent.Value:N}/{Turn}/{CallId}");
}
