using LurkBot.Delivery;
using LurkBot.Sessions;

namespace LurkBot.Channels;

/// <summary>Decides who may talk, in which session and with how much trust (RULES LE11, LE13): pure, by immutable ids only.</summary>
/// <param name="options">What the owner set for the channel.</param>
/// <param name="isPaired">Whether a person was let in by pairing: account, sender.</param>
/// <param name="isAmong">Whether a chat is among those with these ids, also under an id that it had before.</param>
internal sealed class AdmissionRules(ChannelOptions options, Func<string, string, bool> isPaired, Func<DeliveryTarget, IReadOnlyList<string>, bool> isAmong)
{
    /// <summary>Decides about a message.</summary>
    /// <param name="message">The message.</param>
    public Admission Decide(PlatformEvent.Message message)
    {
        var (chat, sender) = (message.Chat, message.Sender);
        if (sender.IsAnonymous)
            return new Admission.Refused("the platform hides who wrote it");
        if (sender.IsBot)
            return new Admission.Refused("it was written by a bot");
        var isOwner = options.Owners.Contains(sender.Id, StringComparer.Ordinal);
        if (chat.Kind is PlatformChatKind.Direct)
        {
            if (!options.DirectMessages)
                return new Admission.Refused("direct messages are off");
            if (!isOwner && !options.Allowlist.Contains(sender.Id, StringComparer.Ordinal) && !isPaired(chat.Target.Account, sender.Id))
                return new Admission.Refused("the sender is not on the allowlist") { OffersPairing = true };
            return new Admission.Taken(KeyOf(chat, isOwner), isOwner ? Trust.Full : Trust.Partial, isOwner);
        }

        // A command that names no bot is ours if we know it; another one is another bot's, or a slip, and no question to the model.
        var isForUs = message.IsForUs || (message.Command is { } command && ChannelCommands.Knows(command));
        if (!IsAllowed(options, chat, isAmong(chat.Target, options.AllowedGroups)))
        {
            return !isForUs
                ? new Admission.Ignored()
                : new Admission.Refused($"the {GroupWord.For(chat.Target.Channel)} is not allowed")
                {
                    Told = isOwner ? $"This {GroupWord.For(chat.Target.Channel)} is not allowed yet. Add {chat.Target.Chat} to LURKBOT_{ChannelEnvironmentName.For(chat.Target.Channel)}__{(chat.Guild is null ? "ALLOWED_GROUPS" : "ALLOWED_CHANNELS")} and restart the gateway." : null,
                };
        }

        var key = KeyOf(chat, isOwner);
        return isForUs || (!options.MentionGating && !message.IsForAnother && !ChannelCommands.IsLoneCommand(message)) ? new Admission.Taken(key, isOwner ? Trust.Full : Trust.Low, isOwner)
            : options.Observe ? new Admission.Observed(key)
            : new Admission.Ignored();
    }

    /// <summary>Whether everybody may talk in a group.</summary>
    /// <param name="options">What the owner set for the channel.</param>
    /// <param name="chat">The group.</param>
    public static bool IsAllowed(ChannelOptions options, PlatformChat chat) => IsAllowed(options, chat, options.AllowedGroups.Contains(chat.Target.Chat, StringComparer.Ordinal));

    /// <summary>The session of a chat.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="isOwner">Whether the owner is the one who talks to the bot there.</param>
    public static SessionKey KeyOf(PlatformChat chat, bool isOwner)
    {
        var target = chat.Target;
        if (target.Thread is { } thread)
            return SessionKey.Create(target.Channel, $"{Escape(target.Chat)}/{Escape(thread)}", SessionType.Topic);
        return SessionKey.Create(target.Channel, target.Chat, chat.Kind is PlatformChatKind.Group ? SessionType.Group : isOwner ? SessionType.Main : SessionType.Dm);
    }

    /// <summary>The chat of a session: what <see cref="KeyOf"/> made the key of.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="account">The bot's id.</param>
    public static DeliveryTarget TargetOf(SessionKey key, string account) => key.Type is SessionType.Topic && key.ChatId.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? new DeliveryTarget(key.Channel, account, Uri.UnescapeDataString(key.ChatId[..slash]), Uri.UnescapeDataString(key.ChatId[(slash + 1)..]))
        : new DeliveryTarget(key.Channel, account, key.ChatId, null);

    private static bool IsAllowed(ChannelOptions options, PlatformChat chat, bool isNamed) =>
        chat.Guild is not { } guild || options.AllowedGuilds.Count == 0 ? isNamed
        : options.AllowedGuilds.Contains(guild, StringComparer.Ordinal) && (isNamed || options.AllowedGroups.Count == 0);

    private static string Escape(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
}
