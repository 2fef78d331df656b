namespace LurkBot.Commands;

/// <summary>What a repair did.</summary>
/// <param name="Steps">One for each damaged session.</param>
internal sealed record RepairJson(IReadOnlyList<RepairStepJson> Steps);
