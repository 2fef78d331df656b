namespace LurkBot.Commands;

/// <summary>One subagent that was started.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Agent">The name of its definition.</param>
/// <param name="Parent">The session that started it.</param>
/// <param name="Task">What it was to do.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c>, <c>over_budget</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Started">When.</param>
/// <param name="Seconds">How long it took; null while it has not ended.</param>
/// <param name="Tokens">The tokens of its calls.</param>
/// <param name="Cost">What they cost in US dollars, as far as prices are known.</param>
/// <param name="Why">Why it gave no result, or went beyond its budget; null where there is nothing to say.</param>
internal sealed record SubagentRunJson(string Session, string Agent, string? Parent, string Task, string State, DateTimeOffset Started, double? Seconds, long Tokens, decimal Cost, string? Why);
