using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>One thing that a sweep does.</summary>
/// <param name="Key">The session.</param>
/// <param name="State">The state that it moves to.</param>
/// <param name="Reason">The rule.</param>
/// <param name="From">The state that it moves from: in another one the rule may no longer hold.</param>
/// <param name="LastId">The session's newest entry when the step is taken: with another one the rule may no longer hold.</param>
internal sealed record SweepStep(SessionKey Key, SessionState State, string Reason, SessionState From, long LastId);
