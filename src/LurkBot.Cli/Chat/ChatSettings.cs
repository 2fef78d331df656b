namespace LurkBot.Cli.Chat;

/// <summary>What the command line says about a chat.</summary>
/// <param name="Model">The model, over all other choices; null leaves them.</param>
/// <param name="SystemPrompt">The system prompt; null takes the configured one.</param>
/// <param name="Stream">Whether replies are shown as they come.</param>
/// <param name="Wait">Whether a message waits when another turn holds the session.</param>
internal sealed record ChatSettings(string? Model, string? SystemPrompt, bool Stream, bool Wait = true)
{
    /// <summary>The folder in which the tools of the owner's terminal sessions work; absolute. Null leaves each its own.</summary>
    public string? Workspace { get; init; }
}
