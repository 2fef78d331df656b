using LurkBot.Sessions;

namespace LurkBot.Commands;

/// <summary>What a chat command has to say.</summary>
/// <param name="Text">Lines for the person who gave it; plain text.</param>
internal sealed record CommandReply(string Text)
{
    /// <summary>The session in which the chat goes on.</summary>
    /// <value>Default: null, the same.</value>
    public SessionKey? GoTo { get; init; }
}
