namespace LurkBot.Tests.Channels;

/// <summary>A chat in which people write while the gateway is killed.</summary>
/// <param name="Letter">What its messages are named with.</param>
/// <param name="Chat">The chat.</param>
/// <param name="Topic">The topic; null for none.</param>
/// <param name="People">Who writes there.</param>
/// <param name="Session">The key of its session.</param>
internal sealed record KillChat(char Letter, ServerChat Chat, ServerTopic? Topic, IReadOnlyList<ServerUser> People, string Session)
{
    /// <summary>How a message for the bot begins.</summary>
    public string Prefix => Chat.Id < 0 ? "@lurk_bot " : "";

    /// <summary>Whether a message of the chat stands in it; a group without topics numbers threads too.</summary>
    public bool Has(ServerMessage message) => Topic is null || message.ThreadId == Topic.Id;
}
