using System.Text.Json;

namespace LurkBot.Tests.Models;

/// <summary>Refuses what the vendors refuse, by the rules of their documentation.</summary>
internal static class WireValidator
{
    /// <summary>What is wrong with a request; null when nothing is, or when it asks no model.</summary>
    public static string? Problem(string path, string body)
    {
        if (body.Length == 0)
            return null;
        using var request = JsonDocument.Parse(body);
        return path switch
        {
            "/v1/chat/completions" => OpenAIRules.Problem(request.RootElement),
            "/v1beta/openai/chat/completions" => OpenAIRules.Problem(request.RootElement),
            "/v1/messages" => AnthropicRules.Problem(request.RootElement),
            _ when path.EndsWith("/api/chat", StringComparison.Ordinal) => OllamaRules.Problem(request.RootElement),
            _ => "There is no such path: " + path,
        };
    }
}
