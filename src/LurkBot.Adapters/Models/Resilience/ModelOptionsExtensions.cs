using LurkBot.Text;

namespace LurkBot.Models;

/// <summary>What follows from the settings of models.</summary>
internal static class ModelOptionsExtensions
{
    /// <summary>All that providers are shown and must not be quoted with: keys, and what stands in the addresses.</summary>
    public static KnownSecrets Secrets(this ModelOptions options) => new(
    [
        .. new[] { options.AnthropicApiKey, options.OpenAIApiKey, options.GoogleApiKey }.OfType<string>(),
        .. new[] { options.AnthropicBaseUrl, options.OpenAIBaseUrl, options.GoogleBaseUrl, options.OllamaBaseUrl }.OfType<Uri>().SelectMany(AddressSecrets.In),
    ]);
}
