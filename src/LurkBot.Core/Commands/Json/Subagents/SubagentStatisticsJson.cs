namespace LurkBot.Commands;

/// <summary>What the subagents of one definition did.</summary>
/// <param name="Agent">The definition's name.</param>
/// <param name="Runs">How many were started.</param>
/// <param name="Done">How many gave a result.</param>
/// <param name="Failed">How many ended without one.</param>
/// <param name="Tokens">The tokens of their calls.</param>
/// <param name="Cost">What they cost in US dollars, as far as prices are known.</param>
/// <param name="WithoutPrice">How many calls have no known price.</param>
/// <param name="MedianSeconds">The median time of those that gave a result; null without any.</param>
internal sealed record SubagentStatisticsJson(string Agent, int Runs, int Done, int Failed, long Tokens, decimal Cost, long WithoutPrice, double? MedianSeconds);
