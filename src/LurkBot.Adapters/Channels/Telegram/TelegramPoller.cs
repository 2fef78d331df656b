using System.Globalization;
using Microsoft.Extensions.Logging;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace LurkBot.Channels;

/// <summary>Hears what Telegram tells: one poll after the other, each acknowledged with the next one, once the inbox has taken it (CHANNELS T4, T5).</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="administrators">Who administers groups.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
/// <param name="logger">Told of changes.</param>
internal sealed partial class TelegramPoller(TelegramApi api, TelegramState state, TelegramAdministrators administrators, TimeProvider time, TelegramTimes times, ILogger logger)
{
    private const int Limit = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24), Minute = TimeSpan.FromMinutes(1), IdentifiedFor = TimeSpan.FromHours(1);

    /// <summary>Everything that is told apart, also what is not taken: what is left out would stay as another program set it (CHANNELS T9).</summary>
    internal static readonly UpdateType[] Wanted =
    [
        UpdateType.Message, UpdateType.EditedMessage, UpdateType.ChannelPost, UpdateType.EditedChannelPost, UpdateType.CallbackQuery, UpdateType.MessageReaction,
        UpdateType.MyChatMember, UpdateType.BusinessConnection, UpdateType.BusinessMessage, UpdateType.EditedBusinessMessage, UpdateType.DeletedBusinessMessages,
        UpdateType.GuestMessage, UpdateType.StoppedMessageGeneration,
    ];

    private readonly TelegramUpdateReader reader = new();
    private long? offset;
    private bool isOffsetKnown;
    private string parts = "";
    private bool hasAsked;
    /// <summary>At first something may wait: that there is nothing is told too.</summary>
    private bool isBacklog = true;
    private TelegramBatch? waiting;
    private DateTimeOffset identifiedAt;
    private DateTimeOffset? heardAt;
    private DateTimeOffset heardStored;

    private PlatformHealth Health => state.Health;

    /// <summary>Listens until it is cancelled.</summary>
    /// <param name="inbox">Takes what it hears.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan wait;
            try
            {
                var problem = await StepAsync(inbox, cancellationToken);
                failures = problem is null ? 0 : failures + 1;
                wait = problem is null ? TimeSpan.Zero : Judge(problem, failures);
                hasAsked &= problem is null;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // The inbox could not take it, on a full disk say; or something unforeseen: the same again, nothing is acknowledged.
                wait = times.Before(++failures);
                Health.Note(e is LurkBotException ? $"What Telegram told could not be taken: {api.Masked(e.Message)}" : $"What Telegram told could not be taken, because of something unexpected. It is tried again; the log says more.");
                LogNotTaken(api.Masked(e is LurkBotException ? e.Message : $"{e.GetType().Name}: {e.Message}"), wait);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // Whatever it was doing was given up, and comes again with the next start.
                break;
            }

            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Health.Turned("stopped", null);
    }

    /// <summary>Does the next thing: asks who the bot is, or gives the inbox what waits, or polls.</summary>
    /// <returns>What went wrong with Telegram; null for nothing.</returns>
    private async Task<TelegramAnswer?> StepAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - identifiedAt;
        if (state.Bot is not { } bot || since < TimeSpan.Zero || since >= IdentifiedFor)
            return await IdentifyAsync(cancellationToken);
        if (!isOffsetKnown)
            await ReadCursorsAsync(inbox, bot, cancellationToken);
        if (waiting is not null)
        {
            await TakeAsync(inbox, bot, waiting, cancellationToken);
            waiting = null;
            return null;
        }

        var request = new GetUpdatesRequest
        {
            Offset = (int?)offset,
            Limit = Limit,
            // A first answer comes at once, after a failure too: that the bot is heard must not take the length of a poll to show.
            Timeout = isBacklog || Health.Current.State != "connected" ? 0 : (int)times.Poll.TotalSeconds,
            AllowedUpdates = hasAsked ? null : Wanted,
        };
        var answer = await api.CallAsync(request, times.Poll + times.PollGrace, cancellationToken);
        if (answer is not TelegramAnswer.Done done)
            return cancellationToken.IsCancellationRequested ? null : answer;
        if (reader.Read(done.Result, bot) is not { } batch)
            return new TelegramAnswer.Lost("the answer is not a list of updates");
        hasAsked = true;
        if (Health.Current.State != "connected")
            LogConnected(bot.Account);
        Health.Heard(batch.Count > 0);
        await RememberHeardAsync(inbox, bot, cancellationToken);
        if (batch.Count == 0 && !isBacklog)
            return null;
        waiting = batch with { Events = await administrators.MarkAsync(batch.Events, cancellationToken) };
        await TakeAsync(inbox, bot, waiting, cancellationToken);
        waiting = null;
        return null;
    }

    private async Task TakeAsync(IChannelInbox inbox, TelegramBot bot, TelegramBatch batch, CancellationToken cancellationToken)
    {
        // The end of a backlog is told too, also when it brings nothing: the turns wait for it.
        await inbox.ReceiveAsync(batch.Events, isBacklog: batch.Count >= Limit, cancellationToken);
        isBacklog = batch.Count >= Limit;
        // Before the acknowledgement, so that a restart between two parts does not take them for two messages (RULES LE4).
        if (reader.Parts.Save() is var saved && saved != parts)
        {
            await inbox.WriteCursorAsync(PartsOf(bot), saved, cancellationToken);
            parts = saved;
        }

        var next = batch.NextOffset(offset);
        if (next is { } number && next != offset)
            await inbox.WriteCursorAsync(OffsetOf(bot), number.ToString(CultureInfo.InvariantCulture), cancellationToken);
        else if (batch.Count > 0)
            // Nothing in it has a number to acknowledge: it will come again.
            await Task.Delay(times.FirstWait, time, cancellationToken);
        offset = next;
        Health.Note(null);
    }

    /// <summary>Asks who the bot is, and takes away a webhook: with one there are no polls (CHANNELS T14). What waits stays.</summary>
    private async Task<TelegramAnswer?> IdentifyAsync(CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(new GetMeRequest(), times.Request, cancellationToken);
        if (TelegramApi.Read<User>(answer) is not { Id: > 0 } user)
            return answer is TelegramAnswer.Done ? new TelegramAnswer.Lost("the answer does not say who the bot is") : answer;
        var isFirst = state.Bot is null;
        state.Identified(TelegramBot.From(user));
        identifiedAt = time.GetUtcNow();
        return isFirst ? await RemoveWebhookAsync(cancellationToken) : null;
    }

    private async Task<TelegramAnswer?> RemoveWebhookAsync(CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(new GetWebhookInfoRequest(), times.Request, cancellationToken);
        if (TelegramApi.Read<WebhookInfo>(answer) is not { Url.Length: > 0 })
            return null;
        answer = await api.CallAsync(new DeleteWebhookRequest { DropPendingUpdates = false }, times.Request, cancellationToken);
        LogWebhook(answer.Said);
        return answer is TelegramAnswer.Done ? null : answer;
    }

    /// <summary>What a failed request says of the channel, and how long to wait.</summary>
    private TimeSpan Judge(TelegramAnswer problem, int failures)
    {
        var wait = times.Before(failures);
        var (turned, detail) = problem switch
        {
            TelegramAnswer.Refused { Code: 409 } refused => ("conflict", refused.Description.Contains("webhook", StringComparison.OrdinalIgnoreCase)
                ? $"Another program has set a webhook for this bot ({refused.Said}). Stop it, or make a new token with @BotFather."
                : $"Another program receives this bot's messages ({refused.Said}). Stop it, or make a new token with @BotFather."),
            TelegramAnswer.Refused { Code: 401 or 404 } refused => ("unauthorized", $"Telegram does not know the token ({refused.Said}). Set LURKBOT_TELEGRAM__BOT_TOKEN to the one that @BotFather shows."),
            _ => ("unreachable", $"Telegram cannot be heard: {problem.Said}."),
        };
        if (turned == "unauthorized")
            wait = times.Unauthorized;
        var asked = (problem as TelegramAnswer.Refused)?.After ?? (problem as TelegramAnswer.NotSent)?.After;
        wait = asked > wait ? asked.Value : wait;
        if (problem is TelegramAnswer.Refused { Code: 409 } webhook && webhook.Description.Contains("webhook", StringComparison.OrdinalIgnoreCase))
            state.Forget();
        // One long poll that breaks says nothing yet.
        if (turned == "unreachable" && failures == 1 && Health.Current.State == "connected")
            return wait;
        if (Health.Turned(turned, detail))
            LogTurned(turned, problem.Said);
        return wait;
    }

    private async Task ReadCursorsAsync(IChannelInbox inbox, TelegramBot bot, CancellationToken cancellationToken)
    {
        var stored = await inbox.ReadCursorAsync(OffsetOf(bot), cancellationToken);
        offset = int.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
        stored = await inbox.ReadCursorAsync(HeardOf(bot), cancellationToken);
        heardAt = DateTimeOffset.TryParse(stored, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var heard) ? heard : null;
        parts = await inbox.ReadCursorAsync(PartsOf(bot), cancellationToken) ?? "";
        reader.Parts.Restore(parts);
        isOffsetKnown = true;
    }

    /// <summary>Tells the owner when nothing was heard for so long that Telegram threw messages away (CHANNELS T10).</summary>
    private async Task RememberHeardAsync(IChannelInbox inbox, TelegramBot bot, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (heardAt is { } before && now - before > Kept)
        {
            await inbox.TellOwnerAsync(
                string.Create(CultureInfo.InvariantCulture, $"away:{bot.Account}:{before.ToUnixTimeSeconds()}"),
                $"Telegram was not heard from {before:u} to {now:u}. It keeps messages for 24 hours: messages in that time that are older than 24 hours are gone.",
                cancellationToken);
        }

        heardAt = now;
        if (now - heardStored >= Minute || now < heardStored)
        {
            await inbox.WriteCursorAsync(HeardOf(bot), now.ToString("O", CultureInfo.InvariantCulture), cancellationToken);
            heardStored = now;
        }
    }

    private static string OffsetOf(TelegramBot bot) => bot.Account + "/offset";

    private static string PartsOf(TelegramBot bot) => bot.Account + "/parts";

    private static string HeardOf(TelegramBot bot) => bot.Account + "/heard";
}
