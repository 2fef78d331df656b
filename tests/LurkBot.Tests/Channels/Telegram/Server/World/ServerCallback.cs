namespace LurkBot.Tests.Channels;

/// <summary>A press on a button and the answer to it.</summary>
internal sealed class ServerCallback(string id, ServerUser user, ServerChat chat, DateTimeOffset time)
{
    public string Id { get; } = id;

    public ServerUser User { get; } = user;

    public ServerChat Chat { get; } = chat;

    public DateTimeOffset Time { get; } = time;

    public bool IsAnswered { get; set; }

    public string? Answer { get; set; }

    public bool IsAlert { get; set; }
}
