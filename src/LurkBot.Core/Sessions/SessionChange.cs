namespace LurkBot.Sessions;

/// <summary>Who changes a session, and why; kept in its history.</summary>
/// <param name="Actor">The person, or <c>lurkbot</c>.</param>
/// <param name="Reason">The command or the rule.</param>
public sealed record SessionChange(string Actor, string Reason);
