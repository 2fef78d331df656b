namespace LurkBot.Models;

/// <summary>Where providers are reached unless a setting says otherwise.</summary>
internal static class ModelAddresses
{
    public static readonly Uri Anthropic = new("https://api.anthropic.com");
    public static readonly Uri OpenAI = new("https://api.openai.com/v1");
    public static readonly Uri Google = new("https://generativelanguage.googleapis.com/v1beta/openai/");
    public static readonly Uri Ollama = new("http://127.0.0.1:11434");
}
