namespace LurkBot.Models;

/// <summary>A model that a provider says it has.</summary>
/// <param name="Name">Its name, as <c>--model</c> takes it.</param>
/// <param name="Window">Its window in tokens; null when the provider does not say.</param>
internal sealed record ProviderModel(string Name, int? Window);
