using System.Text.RegularExpressions;

namespace LurkBot.Models;

/// <summary>What a model's name says.</summary>
internal static partial class ModelNames
{
    /// <summary>The built-in model.</summary>
    public const string Offline = "offline";

    /// <summary>What stands before the names of an Ollama's models.</summary>
    public const string OllamaPrefix = "ollama/";

    /// <summary>What may stand before the names of a compatible server's models.</summary>
    public const string OpenAIPrefix = "openai/";

    private static readonly string[] ProviderBeginnings = [OllamaPrefix, OpenAIPrefix, "claude-", "gemini-", "gpt-", "chatgpt-"];

    private static readonly string[] OtherWork =
    [
        "audio", "realtime", "tts", "whisper", "transcribe", "speech", "-live", "image", "dall-e", "sora", "imagen", "veo", "embedding", "moderation", "instruct", "babbage", "davinci", "robotics", "computer-use", "deep-research",
    ];

    /// <summary>Who serves a model.</summary>
    /// <param name="name">Its name, no alias.</param>
    /// <returns>OpenAI, or the server in its place, for all names that say nothing else.</returns>
    public static ModelProvider ProviderOf(string name) => name switch
    {
        Offline => ModelProvider.Offline,
        _ when name.StartsWith(OllamaPrefix, StringComparison.Ordinal) => ModelProvider.Ollama,
        _ when name.StartsWith("claude-", StringComparison.Ordinal) => ModelProvider.Anthropic,
        _ when name.StartsWith("gemini-", StringComparison.Ordinal) => ModelProvider.Google,
        _ => ModelProvider.OpenAI,
    };

    /// <summary>Whether a name itself says who serves the model; a name that does not may be anything on a server with OpenAI's API.</summary>
    /// <param name="name">Its name, no alias.</param>
    public static bool NamesProvider(string name) => Array.Exists(ProviderBeginnings, beginning => name.Length > beginning.Length && name.StartsWith(beginning, StringComparison.Ordinal))
        || name is Offline or ['o', >= '0' and <= '9', ..];

    /// <summary>Whether a model of OpenAI's or Google's lists can hold a conversation; they list models for sound, pictures and numbers, too.</summary>
    /// <param name="name">Its name, no alias.</param>
    public static bool CanChat(string name) => !Array.Exists(OtherWork, word => name.Contains(word, StringComparison.Ordinal));

    /// <summary>The names under which a model may be listed, the most exact first: its own, then without what only tells versions apart.</summary>
    /// <param name="name">Its name, no alias.</param>
    internal static IEnumerable<string> Listed(string name)
    {
        yield return name;
        if (name.StartsWith(OllamaPrefix, StringComparison.Ordinal))
        {
            if (name.IndexOf(':', StringComparison.Ordinal) is > 0 and var tag)
                yield return name[..tag];
            yield break;
        }

        var plain = name.StartsWith(OpenAIPrefix, StringComparison.Ordinal) ? name[OpenAIPrefix.Length..] : name;
        yield return plain;
        yield return Version().Replace(plain, "");
    }

    /// <summary>Dates, numbers of builds, and words for the newest: <c>-20250514</c>, <c>-2024-08-06</c>, <c>-001</c>, <c>-latest</c>, <c>-preview-09-2025</c>.</summary>
    [GeneratedRegex(@"(-latest|(-preview)?(-\d{8}|-\d{4}-\d{2}-\d{2}|-\d{2}-\d{2,4}|-\d{3,4})|-preview)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
