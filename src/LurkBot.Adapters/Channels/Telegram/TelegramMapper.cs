using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Delivery;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace LurkBot.Channels;

/// <summary>Makes an event of each update. Pure: the same update gives the same event.</summary>
internal static class TelegramMapper
{
    private const long AnonymousAdministrator = 1087968824, ChannelAsUser = 136817688, Service = 777000;

    /// <summary>The event of an update.</summary>
    /// <param name="update">The update.</param>
    /// <param name="bot">The bot.</param>
    /// <param name="own">An identity of the update itself, for what has none or whose own may be taken for another's.</param>
    /// <exception cref="FormatException">It contradicts itself.</exception>
    public static PlatformEvent Map(Update update, TelegramBot bot, MessageSource own) => update switch
    {
        { Message: { } message } => MapMessage(message, bot, own, isEdit: false),
        { EditedMessage: { } message } => MapMessage(message, bot, own, isEdit: true),
        { CallbackQuery: { } query } => MapPress(query, bot, own),
        { MyChatMember: { } member } => MapMembership(member, bot, own),
        { StoppedMessageGeneration: { } stopped } => MapStop(stopped, bot, own),
        { ChannelPost: not null } or { EditedChannelPost: not null } => new PlatformEvent.NotTaken(own, "a post of a channel"),
        { GuestMessage: not null } => new PlatformEvent.NotTaken(own, "a call from a chat that the bot is not in"),
        { BusinessConnection: not null } or { BusinessMessage: not null } or { EditedBusinessMessage: not null } or { DeletedBusinessMessages: not null } =>
            new PlatformEvent.NotTaken(own, "a message of a business account"),
        { MessageReaction: not null } or { MessageReactionCount: not null } => new PlatformEvent.NotTaken(own, "a reaction"),
        _ => new PlatformEvent.NotTaken(own, "a kind of update that is not used"),
    };

    /// <summary>A chat or thread as a target.</summary>
    /// <param name="bot">The bot.</param>
    /// <param name="chat">The chat's id.</param>
    /// <param name="thread">The topic; null, zero and one, which is General, for none.</param>
    public static DeliveryTarget Target(TelegramBot bot, long chat, int? thread) => new(TelegramChannel.ChannelName, bot.Account, Text(chat), thread is > 1 ? Text(thread.Value) : null);

    private static PlatformEvent MapMessage(Message message, TelegramBot bot, MessageSource own, bool isEdit)
    {
        if (message.Chat is not { } chat)
            throw new FormatException("A message names no chat.");
        if (message.EphemeralMessageId is not null || message.ReceiverUser is not null || message.Id == 0)
            return new PlatformEvent.NotTaken(own, "a message that only one member of the group sees");
        if (message.BusinessConnectionId is not null || message.SenderBusinessBot is not null)
            return new PlatformEvent.NotTaken(own, "a message of a business account");
        if (message.GuestQueryId is not null)
            return new PlatformEvent.NotTaken(own, "a call from a chat that the bot is not in");
        if (message.Id < 0)
            throw new FormatException("A message has no valid id.");
        if (KindOf(chat) is not { } kind || message.DirectMessagesTopic is not null || chat.IsDirectMessages)
            return new PlatformEvent.NotTaken(own, "a post of a channel");
        var source = Source(message, bot, isEdit);
        if (message.MigrateToChatId is { } to)
            return new PlatformEvent.Moved(Target(bot, chat.Id, null), Target(bot, to, null));
        if (message.MigrateFromChatId is { } from)
            return new PlatformEvent.Moved(Target(bot, from, null), Target(bot, chat.Id, null));
        if (!TelegramContent.IsSaid(message.Type))
            return new PlatformEvent.NotTaken(source, message.Type == MessageType.Unknown ? "a kind of message that is not known" : $"a service message ({message.Type})");
        // A live location is edited every few seconds: only its beginning was said by a person.
        if (isEdit && message is { Location: not null, Venue: null })
            return new PlatformEvent.NotTaken(source, "a live location that moves");
        if (message.IsAutomaticForward || message.From?.Id == Service)
            return new PlatformEvent.NotTaken(source, "a post of a channel");
        if (message.From?.Id == bot.Id)
            return new PlatformEvent.NotTaken(source, "the bot's own message");
        if (SenderOf(message) is not { } sender)
            return new PlatformEvent.NotTaken(source, "a message without a sender");
        if (kind == PlatformChatKind.Direct && sender.Id != Text(chat.Id))
            throw new FormatException("A message in a direct chat is from someone else.");

        var command = TelegramEntities.Command(message, bot);
        var isForAnother = kind == PlatformChatKind.Group && TelegramEntities.IsForAnother(message, bot);
        return new PlatformEvent.Message(source, ChatOf(message, kind, bot), sender, TelegramContent.Text(message))
        {
            SentAt = new DateTimeOffset(DateTime.SpecifyKind(message.Date, DateTimeKind.Utc)),
            Command = command?.Command,
            Argument = command?.Argument ?? "",
            IsForUs = kind == PlatformChatKind.Direct || (!isForAnother && (command is { NamesBot: true } || TelegramEntities.Names(message, bot) || TelegramEntities.Answers(message, bot))),
            IsForAnother = isForAnother,
            Quoted = QuotedOf(message, bot),
            Files = TelegramContent.Files(message),
            EditedAt = isEdit ? new DateTimeOffset(DateTime.SpecifyKind(message.EditDate ?? message.Date, DateTimeKind.Utc)) : null,
        };
    }

    /// <summary>Who takes part; null for a channel or an unknown kind.</summary>
    private static PlatformChatKind? KindOf(Chat chat) => chat.Type switch
    {
        ChatType.Private when chat.Id > 0 => PlatformChatKind.Direct,
        ChatType.Group or ChatType.Supergroup when chat.Id < 0 => PlatformChatKind.Group,
        ChatType.Private or ChatType.Group or ChatType.Supergroup => throw new FormatException("The id of a chat does not fit its kind."),
        _ => null,
    };

    private static PlatformChat ChatOf(Message message, PlatformChatKind kind, TelegramBot bot) =>
        new(Target(bot, message.Chat.Id, message.IsTopicMessage ? message.MessageThreadId : null), kind) { Title = message.IsTopicMessage ? null : message.Chat.Title };

    private static PlatformSender? SenderOf(Message message) => message switch
    {
        { SenderChat: { } chat } => new PlatformSender(Text(chat.Id), TelegramContent.Name(chat)) { IsAnonymous = true },
        { From: { Id: AnonymousAdministrator or ChannelAsUser } user } => new PlatformSender(Text(user.Id), TelegramContent.Name(user)) { IsAnonymous = true },
        { From: { Id: > 0 } user } => Person(user),
        _ => null,
    };

    private static PlatformSender Person(User user) => new(Text(user.Id), TelegramContent.Name(user)) { IsBot = user.IsBot };

    private static MessageSource Source(Message message, TelegramBot bot, bool isEdit)
    {
        var version = MessageSource.First;
        if (isEdit)
        {
            var content = string.Join('\0', TelegramContent.FileIds(message).Prepend(TelegramContent.Text(message)));
            var when = message.EditDate is { } date ? new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Utc)).ToUnixTimeSeconds() : 0;
            version = string.Create(CultureInfo.InvariantCulture, $"e{when}-{Hash(content)}");
        }

        return new MessageSource(TelegramChannel.ChannelName, bot.Account, Text(message.Chat.Id), Text(message.Id), version);
    }

    /// <summary>A short name for a content.</summary>
    internal static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 6));

    private static string? QuotedOf(Message message, TelegramBot bot)
    {
        var replied = message.ReplyToMessage;
        if (replied is not null && (replied.From?.Id == bot.Id || TelegramEntities.IsTopicRoot(message, replied)))
            return null;
        return message.Quote?.Text is { Length: > 0 } quote ? quote : replied is null ? null : TelegramContent.Quote(replied);
    }

    private static PlatformEvent MapPress(CallbackQuery query, TelegramBot bot, MessageSource own)
    {
        if (query.Id is not { Length: > 0 } || query.From is not { Id: > 0 } user)
            throw new FormatException("A press names no person.");
        if (query.Data is null)
            return new PlatformEvent.NotTaken(own, "a press of a button of a game");
        var message = query.Message;
        var kind = message?.Chat is null ? null : KindOf(message.Chat);
        // A message too old to be shown does not tell its topic.
        var isShown = message is not null && message.Date > DateTime.UnixEpoch;
        var chat = kind is null || (!isShown && message!.Chat.IsForum) ? null : ChatOf(message!, kind.Value, bot);
        return new PlatformEvent.Press(query.Id, chat, Person(user), query.Data, message is { Id: > 0 } ? Text(message.Id) : null);
    }

    private static PlatformEvent MapStop(MessageGenerationStopped stopped, TelegramBot bot, MessageSource own)
    {
        if (stopped.Chat is null || KindOf(stopped.Chat) is not { } kind)
            return new PlatformEvent.NotTaken(own, "a stop in a channel");
        var person = kind == PlatformChatKind.Direct ? new PlatformSender(Text(stopped.Chat.Id), TelegramContent.Name(stopped.Chat)) : null;
        return new PlatformEvent.StopPress(new PlatformChat(Target(bot, stopped.Chat.Id, stopped.MessageThreadId), kind), person, null);
    }

    private static PlatformEvent MapMembership(ChatMemberUpdated member, TelegramBot bot, MessageSource own)
    {
        if (member.Chat is null || member.From is null || member.NewChatMember is not { } now)
            throw new FormatException("A membership names no chat or person.");
        if (KindOf(member.Chat) is not { } kind)
            return new PlatformEvent.NotTaken(own, "a membership of a channel");
        var chat = new PlatformChat(Target(bot, member.Chat.Id, null), kind);
        return new PlatformEvent.Membership(chat, Person(member.From), now.IsInChat, now.Status.ToString().ToLowerInvariant());
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
