using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What became of an answer.</summary>
/// <param name="Outcome">Whether it counts, and why not.</param>
internal sealed record WireOutcome(ApprovalOutcome Outcome);
