using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace LurkBot.Channels;

/// <summary>What the marks in a message say to the bot. Names are never looked for in the text itself (CHANNELS T50, T51).</summary>
internal static class TelegramEntities
{
    /// <summary>The command at the very start of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bot">The bot.</param>
    /// <returns>The command with its slash, in lower case, what follows it, and whether it names the bot (<c>/help@lurk_bot</c>); null when there is none, or it is another bot's, or other people's words.</returns>
    public static (string Command, string Argument, bool NamesBot)? Command(Message message, TelegramBot bot)
    {
        if (Start(message) is not { } start || (start.Bot is { } named && !Is(named, bot)))
            return null;
        return (start.Command.ToLowerInvariant(), start.Argument, start.Bot is not null);
    }

    /// <summary>Whether a message is a command that names another bot.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bot">The bot.</param>
    public static bool IsForAnother(Message message, TelegramBot bot) => Start(message) is { Bot: { } named } && !Is(named, bot);

    /// <summary>Whether a message names the bot.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bot">The bot.</param>
    public static bool Names(Message message, TelegramBot bot)
    {
        var (text, entities) = Marked(message);
        return Array.Exists(entities, entity => entity.Type switch
        {
            MessageEntityType.Mention => bot.Username is not null && string.Equals(Cut(text, entity), "@" + bot.Username, StringComparison.OrdinalIgnoreCase),
            MessageEntityType.TextMention => entity.User?.Id == bot.Id,
            _ => false,
        });
    }

    /// <summary>Whether a message answers one of the bot. In a topic every message also answers the message that opened it, which says nothing.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bot">The bot.</param>
    public static bool Answers(Message message, TelegramBot bot) =>
        message.ReplyToMessage is { ForumTopicCreated: null } replied && replied.From?.Id == bot.Id && !IsTopicRoot(message, replied);

    /// <summary>Whether a message is what its topic began with.</summary>
    /// <param name="message">A message of the topic.</param>
    /// <param name="replied">What it answers.</param>
    public static bool IsTopicRoot(Message message, Message replied) =>
        replied.ForumTopicCreated is not null || (message.IsTopicMessage && replied.Id == message.MessageThreadId);

    private static (string Command, string? Bot, string Argument)? Start(Message message)
    {
        var (text, entities) = Marked(message);
        if (message.ForwardOrigin is not null || message.ViaBot is not null || Array.Find(entities, entity => entity.Type == MessageEntityType.BotCommand && entity.Offset == 0) is not { } mark)
            return null;
        if (Cut(text, mark) is not { Length: > 1 } whole || whole[0] != '/')
            return null;
        var at = whole.IndexOf('@', StringComparison.Ordinal);
        return (at < 0 ? whole : whole[..at], at < 0 ? null : whole[(at + 1)..], text[whole.Length..].Trim());
    }

    private static bool Is(string name, TelegramBot bot) => string.Equals(name, bot.Username, StringComparison.OrdinalIgnoreCase);

    private static (string Text, MessageEntity[] Entities) Marked(Message message) =>
        message.Text is { } text ? (text, message.Entities ?? []) : (message.Caption ?? "", message.CaptionEntities ?? []);

    private static string? Cut(string text, MessageEntity entity) =>
        entity.Offset >= 0 && entity.Length > 0 && entity.Length <= text.Length && entity.Offset <= text.Length - entity.Length ? text.Substring(entity.Offset, entity.Length) : null;
}
