namespace LurkBot.Accounting;

/// <summary>The calls of one session, model, person or day.</summary>
/// <param name="Id">A session's key, a model's name, a person's id, a day such as <c>2026-01-30</c>; null when nobody knows.</param>
/// <param name="Name">What a person was called last, if anything.</param>
/// <param name="Sum">The calls.</param>
internal sealed record UsageGroup(string? Id, string? Name, UsageSum Sum);
