using System.Text.Json;

namespace LurkBot.Models;

/// <summary>Reads the lists of models that providers give, and gives each model the name by which it can be chosen.</summary>
internal static class ModelListParser
{
    private const int MostModels = 10_000;
    private const int LongestName = 200;

    /// <summary>Where servers say how long a model's window is: Anthropic, OpenRouter, Groq, vLLM.</summary>
    private static readonly string[] WindowFields = ["max_input_tokens", "context_length", "context_window", "max_model_len"];

    /// <summary>Reads a provider's answer.</summary>
    /// <param name="provider">Who answered.</param>
    /// <param name="isCompatible">Whether it is a compatible server rather than OpenAI, which lists much that cannot chat.</param>
    /// <param name="json">The answer.</param>
    /// <returns>The models by name; entries that are no models are left out.</returns>
    /// <exception cref="FormatException">The answer is no list of models.</exception>
    public static IReadOnlyList<ProviderModel> Read(ModelProvider provider, bool isCompatible, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
                root = root.TryGetProperty(provider == ModelProvider.Ollama ? "models"u8 : "data"u8, out var list) ? list : default;
            if (root.ValueKind != JsonValueKind.Array)
                throw new FormatException();
            return
            [
                .. root.EnumerateArray().Take(MostModels).Select(entry => ReadModel(entry, provider, isCompatible)).OfType<ProviderModel>()
                    .DistinctBy(model => model.Name, StringComparer.Ordinal).OrderBy(model => model.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static ProviderModel? ReadModel(JsonElement entry, ModelProvider provider, bool isCompatible)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty(provider == ModelProvider.Ollama ? "name"u8 : "id"u8, out var id) || id.ValueKind != JsonValueKind.String)
            return null;
        var name = id.GetString()!;
        if (name.Length is 0 or > LongestName || name.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
            return null;
        return NameToChoose(name, provider, isCompatible) is { } known ? new ProviderModel(known, Window(entry)) : null;
    }

    /// <summary>The name by which a model is chosen here; null for what cannot chat.</summary>
    private static string? NameToChoose(string name, ModelProvider provider, bool isCompatible) => provider switch
    {
        ModelProvider.Ollama => ModelNames.OllamaPrefix + name,
        ModelProvider.Google => name.StartsWith("models/", StringComparison.Ordinal) ? KeepChat(name["models/".Length..], "gemini-") : KeepChat(name, "gemini-"),
        ModelProvider.Anthropic => name.StartsWith("claude-", StringComparison.Ordinal) ? name : null,
        _ when !isCompatible => KeepChat(name, ""),
        _ => ModelNames.ProviderOf(name) != ModelProvider.OpenAI || name.StartsWith(ModelNames.OpenAIPrefix, StringComparison.Ordinal) ? ModelNames.OpenAIPrefix + name : name,
    };

    private static string? KeepChat(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) && ModelNames.CanChat(name) ? name : null;

    private static int? Window(JsonElement entry)
    {
        foreach (var field in WindowFields)
        {
            if (entry.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var window) && window > 0)
                return window;
        }

        return null;
    }
}
