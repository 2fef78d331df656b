using System.Security.Cryptography;
using System.Text;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Makes an event of what Slack tells. Pure: the same gives the same.</summary>
internal static partial class SlackMapper
{
    private const string SlackItself = "USLACKBOT";

    /// <summary>The event of an event of Slack's.</summary>
    /// <param name="told">What Slack tells.</param>
    /// <param name="view">How it is looked at.</param>
    /// <param name="own">An identity of the event itself, for what has none.</param>
    /// <returns>Null for what says nothing: the bot's own doing, and what is about the view of a person.</returns>
    /// <exception cref="FormatException">It contradicts itself.</exception>
    public static PlatformEvent? Map(SlackMessage told, SlackView view, MessageSource own) => told.Type switch
    {
        "message" => told.Subtype switch
        {
            null or "file_share" or "thread_broadcast" or "me_message" or "bot_message" => MapMessage(told, Chat(told), view),
            "message_changed" => MapChange(told, view, own),
            "message_deleted" => MapDeletion(told, told.DeletedTs, told.PreviousMessage, view),
            "message_replied" => null,
            var subtype => view.Bot.Is(told.User, told.BotId) ? null : new PlatformEvent.NotTaken(own, $"a service message ({Word(subtype)})"),
        },
        "app_mention" => MapMessage(told, Chat(told), view),
        "reaction_added" or "reaction_removed" => told.User == view.Bot.Account ? null : new PlatformEvent.NotTaken(own, "a reaction"),
        "member_joined_channel" => told.User == view.Bot.Account ? Membership(told, view, isMember: true) : null,
        "member_left_channel" => told.User == view.Bot.Account ? Membership(told, view, isMember: false) : null,
        "channel_left" or "group_left" => Membership(told, view, isMember: false),
        "channel_id_changed" => MapMove(told, view),
        "agent_session_stopped" => MapStop(told, view),
        "app_home_opened" or "assistant_thread_started" or "assistant_thread_context_changed" or "app_context_changed" or "channel_rename" or "group_rename" or "tokens_revoked" or "app_uninstalled" => null,
        _ => new PlatformEvent.NotTaken(own, "a kind of event that is not used"),
    };

    /// <summary>The event of a message in a history.</summary>
    /// <param name="message">The message.</param>
    /// <param name="chat">Its channel.</param>
    /// <param name="view">How it is looked at.</param>
    /// <param name="isEdit">Whether the message was taken before its last edit.</param>
    /// <returns>Null for what no person wrote.</returns>
    public static PlatformEvent? MapHistory(SlackMessage message, string chat, SlackView view, bool isEdit)
    {
        if (message.Type is not (null or "message") || message.Subtype is not (null or "file_share" or "thread_broadcast" or "me_message"))
            return null;
        return MapMessage(message, chat, view, isEdit ? message.Edited : null);
    }

    /// <summary>A chat or thread as a target.</summary>
    /// <param name="bot">The bot.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="thread">The message with which the thread begins; null for none.</param>
    public static DeliveryTarget Target(SlackBot bot, string chat, string? thread) => new(SlackChannel.ChannelName, bot.Account, chat, thread);

    /// <summary>A short name for a content.</summary>
    internal static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 6));

    private static PlatformEvent? MapMessage(SlackMessage message, string chat, SlackView view, SlackEdited? edited = null)
    {
        if (view.Bot.Is(message.User, message.BotId))
            return null;
        var ts = Ts(message.Ts);
        var source = new MessageSource(SlackChannel.ChannelName, view.Bot.Account, chat, ts, edited is null ? MessageSource.First : $"e{edited.Ts}-{Hash(SlackContent.Fingerprint(message))}");
        if (SenderOf(message, view) is not { } sender)
            return new PlatformEvent.NotTaken(source, "a message without a sender");
        var isDirect = SlackAddress.IsDirectChat(chat);
        var root = message.ThreadTs is { } thread && thread != ts ? Ts(thread) : null;
        var isForUs = isDirect || IsForUs(message, chat, root, view);
        var opened = root ?? (!isDirect && view.RepliesInThread && (isForUs || view.AnswersAll) ? ts : null);
        var command = isForUs ? Command(SlackText.AfterMentions(message.Text ?? "", view.Bot)) : null;
        return new PlatformEvent.Message(source, new PlatformChat(Target(view.Bot, chat, opened), isDirect ? PlatformChatKind.Direct : PlatformChatKind.Group), sender, SlackContent.Text(message, view))
        {
            SentAt = SlackTs.TimeOf(ts),
            Command = command?.Command,
            Argument = command is { } given ? SlackText.Decode(given.Argument, id => view.PersonOf(id)?.Name) : "",
            IsForUs = isForUs,
            Quoted = root is not null && isForUs && edited is null && !view.IsOurs(chat, root) && view.BeginningOf(chat, root) is { } begin ? Quote(begin, view) : null,
            Files = SlackContent.Files(message),
            EditedAt = edited is null ? null : SlackTs.IsValid(edited.Ts) ? SlackTs.TimeOf(edited.Ts!) : SlackTs.TimeOf(ts),
        };
    }

    /// <summary>What is seen of the message with which a thread begins; what is odd in that one is not the fault of its answers.</summary>
    private static string? Quote(SlackMessage begin, SlackView view)
    {
        try
        {
            return SlackContent.Quote(begin, view);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Whether a message in a group names the bot, answers it, or is in a thread in which it takes part. The text itself is never searched for its name.</summary>
    private static bool IsForUs(SlackMessage message, string chat, string? root, SlackView view) =>
        message.Type == "app_mention" || SlackText.Named(message.Text ?? "").Contains(view.Bot.Account, StringComparer.Ordinal)
        || (root is not null && (message.ParentUserId == view.Bot.Account || view.IsOurs(chat, root)));

    private static PlatformSender? SenderOf(SlackMessage message, SlackView view)
    {
        if (message.User is not { } user)
            return message.BotId is { } program ? new PlatformSender(program, null) { IsBot = true } : null;
        if (!SlackAddress.IsId(user))
            throw new FormatException("The id of a person is not valid.");
        return Person(user, message.UserTeam, message.BotId is not null || message.Subtype == "bot_message", view);
    }

    /// <summary>A person. Those of another workspace that shares a channel have its id before theirs: ids are promised to be unique in their workspace only (CHANNELS S17).</summary>
    private static PlatformSender Person(string user, string? team, bool isBot, SlackView view)
    {
        var known = view.PersonOf(user);
        var isForeign = team is not null && team != view.Bot.Team && team != view.Bot.Enterprise && !user.StartsWith('W');
        return new PlatformSender(isForeign ? $"{team}/{user}" : user, known?.Name)
        {
            IsBot = isBot || known?.IsBot == true || user == SlackItself,
            IsAdministrator = known?.IsAdministrator == true && !isForeign,
        };
    }

    private static PlatformEvent? MapChange(SlackMessage told, SlackView view, MessageSource own)
    {
        if (told.Message is not { } message)
            throw new FormatException("An edit has no message.");
        if (view.Bot.Is(message.User, message.BotId))
            return null;
        // A message with answers leaves a stone when it is deleted.
        if (message.Subtype == "tombstone")
            return MapDeletion(told, message.Ts, told.PreviousMessage, view);
        if (message.Subtype is not (null or "file_share" or "thread_broadcast" or "me_message"))
            return new PlatformEvent.NotTaken(own, $"an edit of a service message ({Word(message.Subtype)})");
        // Previews of links and counts of answers change a message too (CHANNELS S14).
        if (message.Edited is not { Ts: not null } edited || (told.PreviousMessage is { } before && SlackContent.Fingerprint(before) == SlackContent.Fingerprint(message)))
            return null;
        return MapMessage(message, Chat(told), view, edited);
    }

    private static PlatformEvent.Deletion? MapDeletion(SlackMessage told, string? ts, SlackMessage? before, SlackView view)
    {
        if (before is not null && view.Bot.Is(before.User, before.BotId))
            return null;
        var chat = Chat(told);
        var source = new MessageSource(SlackChannel.ChannelName, view.Bot.Account, chat, Ts(ts), MessageSource.First);
        return new PlatformEvent.Deletion(source, new PlatformChat(Target(view.Bot, chat, null), Kind(chat)));
    }

    private static PlatformEvent.Moved MapMove(SlackMessage told, SlackView view) => SlackAddress.IsId(told.OldChannelId) && SlackAddress.IsId(told.NewChannelId)
        ? new PlatformEvent.Moved(Target(view.Bot, told.OldChannelId!, null), Target(view.Bot, told.NewChannelId!, null))
        : throw new FormatException("A move names no channel.");

    private static PlatformEvent.StopPress MapStop(SlackMessage told, SlackView view)
    {
        var chat = Chat(told);
        var target = Target(view.Bot, chat, told.ThreadTs is { } thread ? Ts(thread) : null);
        return new PlatformEvent.StopPress(new PlatformChat(target, Kind(chat)), SlackAddress.IsId(told.User) ? Person(told.User!, null, isBot: false, view) : null, SlackTs.IsValid(told.EventTs) ? SlackTs.TimeOf(told.EventTs!) : null);
    }

    private static PlatformEvent.Membership Membership(SlackMessage told, SlackView view, bool isMember)
    {
        var chat = Chat(told);
        return new PlatformEvent.Membership(new PlatformChat(Target(view.Bot, chat, null), Kind(chat)), new PlatformSender(view.Bot.Account, view.Bot.Name), isMember, isMember ? "member" : "left");
    }

    private static string Chat(SlackMessage told) => SlackAddress.IsId(told.Channel) ? told.Channel! : throw new FormatException("It names no channel.");

    private static PlatformChatKind Kind(string chat) => SlackAddress.IsDirectChat(chat) ? PlatformChatKind.Direct : PlatformChatKind.Group;

    private static string Ts(string? ts) => SlackTs.IsValid(ts) ? ts! : throw new FormatException("A message has no valid id.");

    private static string Word(string text) => new([.. text.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_').Take(40)]);
}
