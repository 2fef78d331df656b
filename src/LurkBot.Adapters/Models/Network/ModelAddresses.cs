namespace LurkBot.Models;

/// <summary>Where providers are reached: a setting's address without what the libraries add themselves, else the vendor's own.</summary>
internal static class ModelAddresses
{
    public static readonly Uri Anthropic = new("https://api.anthropic.com");
    public static readonly Uri OpenAI = new("https://api.openai.com/v1");
    public static readonly Uri Google = new("https://generativelanguage.googleapis.com/v1beta/openai/");
    public static readonly Uri Ollama = new("http://127.0.0.1:11434");

    private static readonly string[] OpenAIEnds = ["/chat/completions", "/completions", "/responses", "/models"];
    private static readonly string[] AnthropicEnds = ["/messages", "/v1"];
    private static readonly string[] OllamaEnds = ["/api/chat", "/api/generate", "/api/tags", "/api", "/v1"];

    /// <summary>The base address of an OpenAI-compatible server: people copy the address of a request.</summary>
    public static Uri? OfOpenAI(Uri? given) => Without(given, OpenAIEnds);

    /// <summary>The base address of a server that transcribes as OpenAI's does; a server alone is asked below <c>/v1</c>.</summary>
    public static Uri? OfTranscriptions(Uri? given) => Without(given, ["/audio/transcriptions"]) is not { } address ? null : address.AbsolutePath is "/" ? new Uri(address, "/v1") : address;

    /// <summary>The base address of an Anthropic-compatible server.</summary>
    public static Uri? OfAnthropic(Uri? given) => Without(given, AnthropicEnds);

    /// <summary>The base address of an Ollama, whose own API is used.</summary>
    public static Uri? OfOllama(Uri? given) => Without(given, OllamaEnds);

    private static Uri? Without(Uri? given, string[] ends)
    {
        if (given is null)
            return null;
        var path = given.AbsolutePath.TrimEnd('/');
        foreach (var end in ends)
        {
            if (path.EndsWith(end, StringComparison.OrdinalIgnoreCase))
                path = path[..^end.Length].TrimEnd('/');
        }

        return path == given.AbsolutePath.TrimEnd('/') ? given : new UriBuilder(given) { Path = path, Query = "" }.Uri;
    }
}
