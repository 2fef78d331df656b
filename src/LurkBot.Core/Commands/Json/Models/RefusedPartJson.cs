namespace LurkBot.Commands;

/// <summary>A part of requests that a model refused, and that is left out for a day.</summary>
internal sealed record RefusedPartJson(string Model, string Address, string Part, DateTime At);
