namespace LurkBot.Models;

/// <summary>The models of one provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Address">Where it was asked, without any password; empty for the built-in model.</param>
/// <param name="AskedAt">When it said so.</param>
/// <param name="Models">Its models, by name.</param>
/// <param name="Problem">Why it could not be asked now: the models are those of an earlier time, or none. Null when all went well.</param>
internal sealed record ProviderModels(ModelProvider Provider, string Address, DateTimeOffset AskedAt, IReadOnlyList<ProviderModel> Models, string? Problem = null);
