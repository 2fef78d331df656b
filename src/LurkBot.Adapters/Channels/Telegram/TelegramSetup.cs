using System.Text.RegularExpressions;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>Sets Telegram up beside a gateway: tries a token, and finds the owner. It confirms no message, and changes nothing at Telegram.</summary>
/// <param name="token">The bot's token.</param>
/// <param name="address">The server; null for Telegram's own.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits; null as usual.</param>
internal sealed partial class TelegramSetup(string token, Uri? address, TimeProvider time, TelegramTimes? times = null) : IDisposable
{
    private const int Page = 100;

    /// <summary>How long Telegram holds one look; the server ends it as soon as there is news.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    /// <summary>Telegram answers looks that follow each other faster with fewer messages (CHANNELS T7).</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly TelegramApi api = new(token, address, time);
    private readonly TelegramTimes times = times ?? new TelegramTimes();

    /// <summary>Whether a text has the form of a token.</summary>
    /// <param name="text">The text.</param>
    public static bool IsToken(string text) => Token().IsMatch(text);

    /// <summary>Asks Telegram whose token it is.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">The token is refused, or Telegram cannot be reached.</exception>
    public async Task<TelegramIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(new GetMeRequest(), times.Request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (TelegramApi.Read<User>(answer) is { Id: > 0 } user)
            return new TelegramIdentity(TelegramBot.From(user), TelegramContent.Name(user) ?? "no name", user.CanJoinGroups, user.CanReadAllGroupMessages, user.HasTopicsEnabled);
        var server = address is null ? "Telegram" : $"The server at {address.GetLeftPart(UriPartial.Authority)}";
        var check = address is null ? "Check the network" : "Check LURKBOT_TELEGRAM__BASE_URL";
        if (answer is TelegramAnswer.Refused { Code: 401 or 404 })
            throw new TokenRefusedException($"{server} does not know this token ({answer.Said}). Copy the whole token from @BotFather: /mybots, your bot, API Token.");
        throw new LurkBotException(answer switch
        {
            TelegramAnswer.Refused { Code: 429, After: { } wait } => $"{server} allows no more requests for now. Try again in {Math.Ceiling(wait.TotalSeconds):0} seconds.",
            TelegramAnswer.Done => $"{server} does not answer as the Bot API does. {check}.",
            TelegramAnswer.Refused => $"{server} refused the request ({answer.Said}). Try again later.",
            _ => $"{server} cannot be reached: {answer.Said}. {check}, and try again.",
        });
    }

    /// <summary>Waits until a person presses Start on a link with a code.</summary>
    /// <param name="bot">The bot.</param>
    /// <param name="code">The code.</param>
    /// <param name="patience">How long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The person; null when no one came.</returns>
    /// <exception cref="LurkBotException">Another program receives the messages, or too many wait.</exception>
    /// <remarks>
    /// An offset would confirm, and so delete, every message below it, also those of people who wrote before the gateway began (CHANNELS T4). So none is ever
    /// sent: each look begins with the oldest message that waits, and the gateway will hear all of them, this one too.
    /// </remarks>
    public async Task<PlatformSender?> FindStartAsync(TelegramBot bot, string code, TimeSpan patience, CancellationToken cancellationToken)
    {
        var reader = new TelegramUpdateReader();
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) < patience; await Task.Delay(BetweenLooks, time, cancellationToken))
        {
            var left = patience - time.GetElapsedTime(since);
            var hold = left < Look ? left : Look;
            var answer = await PollAsync(hold, cancellationToken);
            if (answer is TelegramAnswer.Refused { Code: 409 })
                throw new LurkBotException($"Another program receives this bot's messages ({answer.Said}). Stop it, or make a new token with @BotFather.");
            if (answer is not TelegramAnswer.Done done || reader.Read(done.Result, bot) is not { } batch)
                continue;
            foreach (var one in batch.Events)
            {
                if (one is PlatformEvent.Message { Command: "/start", Chat.Kind: PlatformChatKind.Direct, Sender: { IsBot: false, IsAnonymous: false } sender } message && message.Argument == code)
                    return sender;
            }

            if (batch.Count >= Page)
                throw new LurkBotException($"{Page} or more older messages wait for the bot, and what is new comes behind them.");
        }

        return null;
    }

    /// <summary>Looks whether something else receives the bot's messages: a webhook, or another program's poll. Not for use beside the gateway, whose poll it would end.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What receives them, as a sentence, and whether the gateway removes it by itself; null for nothing.</returns>
    public async Task<(string Receiver, bool GatewayRemoves)?> FindReceiverAsync(CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(new GetWebhookInfoRequest(), times.Request, cancellationToken);
        if (TelegramApi.Read<WebhookInfo>(answer) is { Url: { Length: > 0 } url })
            return ($"A webhook is set ({(Uri.TryCreate(url, UriKind.Absolute, out var hook) ? hook.Host : "of another program")}).", true);
        // The older of two polls is ended (CHANNELS T13): another program that polls comes back, and ends this one. It loses nothing by that.
        answer = await PollAsync(Look / 2, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return answer is TelegramAnswer.Refused { Code: 409 } ? ($"Another program receives this bot's messages ({answer.Said}).", false) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => api.Dispose();

    private async Task<TelegramAnswer> PollAsync(TimeSpan hold, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(new GetUpdatesRequest { Limit = Page, Timeout = Math.Max(1, (int)hold.TotalSeconds), AllowedUpdates = TelegramPoller.Wanted }, hold + times.PollGrace, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return answer;
    }

    [GeneratedRegex(@"^[0-9]{1,20}:[A-Za-z0-9_-]+\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
