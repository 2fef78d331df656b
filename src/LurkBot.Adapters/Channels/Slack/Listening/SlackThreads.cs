using System.Globalization;

namespace LurkBot.Channels;

/// <summary>
/// Looks up threads that are not known to be the bot's. The first message for it there is read as an answer to the one with which the thread begins; what else was said there
/// is not asked for: it is for the bot only where it hears all talk (RULES LE9, LE13). Thread-safe.
/// </summary>
/// <param name="api">Makes the requests.</param>
/// <param name="progress">Knows the bot's threads.</param>
/// <param name="gap">Says whether that may be out of date.</param>
/// <param name="options">What the owner set.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackThreads(SlackApi api, SlackProgress progress, SlackGap gap, ChannelOptions options, SlackTimes times)
{
    private const int MostRead = 1000;

    /// <summary>Whether the bot was spoken to in a thread, as far as the sessions tell; needed where what was heard is not known any more.</summary>
    public Func<string, string, CancellationToken, ValueTask<bool>> HasSession { get; set; } = static (_, _, _) => new(false);

    /// <summary>Looks up the thread in which a message is said.</summary>
    /// <param name="told">The message, or an edit of it.</param>
    /// <param name="bot">The bot.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Nothing new when it is in none, in a known one, or Slack does not tell within the time that an event may wait.</returns>
    public async ValueTask<SlackThread> LookAsync(SlackMessage told, SlackBot bot, CancellationToken cancellationToken)
    {
        var message = told.Message ?? told;
        if (told is not { Type: "message" or "app_mention", Channel: { } chat } || message.ThreadTs is not { } root || root == message.Ts || !SlackAddress.IsId(chat) || !SlackTs.IsValid(root) || progress.IsOurs(chat, root)
            || bot.Is(message.User, message.BotId))
            return new SlackThread(null, false);
        if (!SlackAddress.IsDirectChat(chat) && !options.AllowedGroups.Contains(chat, StringComparer.Ordinal))
            return new SlackThread(null, false);
        if (SlackAddress.IsDirectChat(chat) || IsForUs(told.Type, message, bot))
            return new SlackThread(told.Message is null ? await BeginningAsync(chat, root, cancellationToken) : null, false);
        if (!options.MentionGating || message.BotId is not null)
            return new SlackThread(null, false);
        // What was heard of it is not kept for ever, nor does it outlive the ledger: the sessions do.
        if (!progress.Knows(chat, root) && await HasSession(chat, root, cancellationToken))
            return new SlackThread(null, true);
        return new SlackThread(null, gap.IsOpen ? await TakesPartAsync(chat, root, (told.Message is null ? message.Ts : message.Edited?.Ts) ?? "", bot, cancellationToken) : false);
    }

    private static bool IsForUs(string? type, SlackMessage message, SlackBot bot) =>
        type == "app_mention" || message.ParentUserId == bot.Account || SlackText.Named(message.Text ?? "").Contains(bot.Account, StringComparer.Ordinal);

    private async ValueTask<SlackMessage?> BeginningAsync(string chat, string root, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync("conversations.replies", [("channel", chat), ("ts", root), ("limit", "1")], times.LookUp, cancellationToken);
        return SlackApi.Read(answer, "messages", SlackJson.Default.SlackMessageArray)?.FirstOrDefault(first => first is not null && first.Ts == root);
    }

    /// <summary>Whether the bot was spoken to in a thread, or said something there, before a message or an edit: as Slack shows it.</summary>
    private async ValueTask<bool?> TakesPartAsync(string chat, string root, string before, SlackBot bot, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync("conversations.replies", [("channel", chat), ("ts", root), ("limit", MostRead.ToString(CultureInfo.InvariantCulture))], times.LookUp, cancellationToken);
        if (answer is SlackAnswer.Refused { Error: "thread_not_found" })
            return false;
        if (SlackApi.Elements(answer, "messages") is not { } all)
            return null;
        var isOurs = all.Select(raw => SlackApi.ReadOne(raw, SlackJson.Default.SlackMessage)).OfType<SlackMessage>()
            .Any(said => SlackTs.IsValid(said.Ts) && SlackTs.IsValid(before) && SlackTs.Compare(said.Ts!, before) < 0 && (bot.Is(said.User, said.BotId) || IsForUs(null, said, bot)));
        return isOurs ? true : SlackApi.Text(answer, "response_metadata", "next_cursor") is null ? false : null;
    }
}
