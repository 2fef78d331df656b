using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>One thing that a sweep does.</summary>
/// <param name="Key">The session.</param>
/// <param name="State">The state that it moves to.</param>
/// <param name="Reason">The rule.</param>
/// <param name="LastId">The session's newest entry when it was planned: with another one the rule may no longer hold.</param>
internal sealed record SweepStep(SessionKey Key, SessionState State, string Reason, long LastId);
