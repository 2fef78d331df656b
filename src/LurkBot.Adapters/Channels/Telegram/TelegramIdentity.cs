namespace LurkBot.Channels;

/// <summary>What Telegram says of a bot.</summary>
/// <param name="Bot">The bot.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="CanJoinGroups">Whether it can be added to groups.</param>
/// <param name="ReadsGroups">Whether privacy mode is off: it gets every message of its groups.</param>
/// <param name="HasTopics">Whether direct chats with it have topics.</param>
internal sealed record TelegramIdentity(TelegramBot Bot, string Title, bool CanJoinGroups, bool ReadsGroups, bool HasTopics)
{
    /// <summary>How people name it.</summary>
    public string Handle => Bot.Username is { } name ? "@" + name : "bot " + Bot.Account;

    /// <summary>Where people open it; null when it has no name.</summary>
    public string? Link => Bot.Username is { } name ? $"https://t.me/{name}" : null;

    /// <summary>A link with which a person begins with a code (CHANNELS T64).</summary>
    /// <param name="code">The code.</param>
    public string? StartLink(string code) => Link is { } link ? $"{link}?start={code}" : null;
}
