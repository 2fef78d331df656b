using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>One thing that a sweep does.</summary>
/// <param name="Key">The session.</param>
/// <param name="State">The state that it moves to.</param>
/// <param name="Reason">The rule.</param>
public sealed record SweepStep(SessionKey Key, SessionState State, string Reason);
