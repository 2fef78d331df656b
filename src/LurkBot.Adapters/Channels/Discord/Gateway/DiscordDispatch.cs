using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>One event of the gateway.</summary>
/// <param name="Type">Its name, such as <c>MESSAGE_CREATE</c>.</param>
/// <param name="Data">What it is.</param>
/// <param name="Session">The session up to it.</param>
internal sealed record DiscordDispatch(string Type, JsonElement Data, DiscordSession Session)
{
    /// <summary>The name of what stands in the queue where a connection ended: what was missed comes later.</summary>
    public const string Ended = "";
}
