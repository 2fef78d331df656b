namespace LurkBot.Sessions;

/// <summary>Who changes a session, and why; kept in its history.</summary>
/// <param name="Actor">The person, or <c>lurkbot</c>.</param>
/// <param name="Reason">The command or the rule.</param>
public sealed record SessionChange(string Actor, string Reason)
{
    /// <summary>Whether the owner said yes to a <see cref="TrustChange"/> that was explained to them.</summary>
    /// <value>Default: false, such a change is refused.</value>
    internal bool AllowsTrustChange { get; init; }
}
