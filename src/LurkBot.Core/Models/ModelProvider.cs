namespace LurkBot.Models;

/// <summary>Who serves a model.</summary>
internal enum ModelProvider
{
    /// <summary>Anthropic's messages API.</summary>
    Anthropic,

    /// <summary>OpenAI, or a server that speaks its language.</summary>
    OpenAI,

    /// <summary>Google's Gemini.</summary>
    Google,

    /// <summary>An Ollama, which costs nothing.</summary>
    Ollama,

    /// <summary>LurkBot itself, without any network.</summary>
    Offline,
}
