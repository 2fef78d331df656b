using LurkBot.Sessions;

namespace LurkBot.Prompts;

/// <summary>Chooses a session's system prompt.</summary>
internal static class PromptChooser
{
    /// <summary>The prompt of a session for which nothing is set.</summary>
    public const string BuiltIn =
        "You are LurkBot, a helpful assistant that one person runs for themselves and the people around them. Answer briefly and plainly. Lines that begin with “[Date:” say when the message below was written, in the zone {timezone}.";

    /// <summary>The prompt that is set nearest to the session.</summary>
    /// <param name="key">The session.</param>
    /// <param name="commandLine">What <c>--system</c> says; null when it says nothing.</param>
    /// <param name="forSession">What is set for the session.</param>
    /// <param name="forChannel">What is set for its channel.</param>
    /// <param name="forAll">What is set for all sessions.</param>
    public static PromptChoice Choose(SessionKey key, string? commandLine, PromptSetting? forSession, PromptSetting? forChannel, PromptSetting? forAll) => (commandLine, forSession, forChannel, forAll) switch
    {
        ({ } text, _, _, _) => new(new(text, null), "--system"),
        (_, { } prompt, _, _) => Set(prompt, $"LURKBOT_SESSION__{SessionEnvironmentName.For(key)}__SYSTEM_PROMPT"),
        (_, _, { } prompt, _) => Set(prompt, $"LURKBOT_{ChannelEnvironmentName.For(key.Channel)}__SYSTEM_PROMPT"),
        (_, _, _, { } prompt) => Set(prompt, "LURKBOT_SYSTEM_PROMPT"),
        _ => new(new(BuiltIn, null), "built in"),
    };

    private static PromptChoice Set(PromptSetting prompt, string variable) => new(prompt, prompt.Text is null ? variable + "_FILE" : variable);
}
