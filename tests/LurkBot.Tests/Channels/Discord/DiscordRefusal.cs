using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A request that Discord refuses, and how.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code in the body.</param>
/// <param name="Text">The message, or for a form the path and the code of each bad field.</param>
/// <param name="Route">Sets the stage, and gives the verb and the path.</param>
/// <param name="Body">The body.</param>
internal sealed record DiscordRefusal(int Status, int Code, string Text, Func<DiscordStage, string> Route, Func<DiscordStage, object>? Body = null)
{
    public string Token { get; init; } = DiscordStage.Token;

    public JsonArray? Files { get; init; }

    /// <summary>Whether it is a mistake that a good client never makes.</summary>
    public bool IsProblem { get; init; }
}
