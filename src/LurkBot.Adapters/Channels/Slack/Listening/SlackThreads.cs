namespace LurkBot.Channels;

/// <summary>
/// Asks for the message with which a thread begins, when the bot is drawn into one: the first message for it is read as an answer to that one. What else was said there
/// is not asked for: it is for the bot only where it hears all talk (RULES LE9, LE13). Thread-safe.
/// </summary>
/// <param name="api">Makes the requests.</param>
/// <param name="progress">Knows the bot's threads.</param>
/// <param name="options">What the owner set.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackThreads(SlackApi api, SlackProgress progress, ChannelOptions options, SlackTimes times)
{
    /// <summary>The first message of the thread in which a message draws the bot.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bot">The bot.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it draws the bot into none, or Slack does not tell within the time that an event may wait.</returns>
    public async ValueTask<SlackMessage?> BeginningAsync(SlackMessage message, SlackBot bot, CancellationToken cancellationToken)
    {
        if (message is not { Type: "message" or "app_mention", Channel: { } chat, ThreadTs: { } root } || root == message.Ts || !SlackAddress.IsId(chat) || !SlackTs.IsValid(root) || progress.IsOurs(chat, root))
            return null;
        var isForUs = SlackAddress.IsDirectChat(chat)
            || (options.AllowedGroups.Contains(chat, StringComparer.Ordinal) && (message.Type == "app_mention" || message.ParentUserId == bot.Account || SlackText.Named(message.Text ?? "").Contains(bot.Account, StringComparer.Ordinal)));
        if (!isForUs || bot.Is(message.User, message.BotId))
            return null;
        var answer = await api.CallAsync("conversations.replies", [("channel", chat), ("ts", root), ("limit", "1")], times.LookUp, cancellationToken);
        return SlackApi.Read(answer, "messages", SlackJson.Default.SlackMessageArray)?.FirstOrDefault(first => first is not null && first.Ts == root);
    }
}
