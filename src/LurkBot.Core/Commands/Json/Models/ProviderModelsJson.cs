namespace LurkBot.Commands;

/// <summary>What a provider offers, or why that is not known.</summary>
internal sealed record ProviderModelsJson(string Provider, string Address, DateTime AskedAt, string? Problem, IReadOnlyList<ModelJson> Models);
