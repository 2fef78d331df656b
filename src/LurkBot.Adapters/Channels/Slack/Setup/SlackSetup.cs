using System.Text.RegularExpressions;

namespace LurkBot.Channels;

/// <summary>Sets Slack up beside a gateway: tries the tokens, and finds out who the owner is. It opens no connection, so it takes no event from the gateway.</summary>
/// <param name="botToken">The bot's token.</param>
/// <param name="appToken">The app's token; null for none.</param>
/// <param name="address">The server; null for Slack's own.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits; null as usual.</param>
internal sealed partial class SlackSetup(string botToken, string? appToken, Uri? address, TimeProvider time, SlackTimes? times = null) : IDisposable
{
    private readonly SlackApi api = new(botToken, appToken, address, time);
    private readonly SlackTimes times = times ?? new SlackTimes();
    private bool isTokenRefused;

    /// <summary>Whether a text has the form of a bot's token.</summary>
    /// <param name="text">The text.</param>
    public static bool IsBotToken(string text) => BotToken().IsMatch(text);

    /// <summary>Whether a text has the form of an app's token.</summary>
    /// <param name="text">The text.</param>
    public static bool IsAppToken(string text) => AppToken().IsMatch(text);

    /// <summary>What is wrong with the form of a bot's token; null for nothing.</summary>
    /// <param name="text">The text.</param>
    public static string? ProblemOfBot(string text) => text switch
    {
        _ when IsBotToken(text) => null,
        _ when text.StartsWith("xapp-", StringComparison.Ordinal) => "That is an app-level token (xapp-…); the bot token begins with xoxb-: OAuth & Permissions, Bot User OAuth Token.",
        _ when text.StartsWith("xoxp-", StringComparison.Ordinal) => "That is a user token (xoxp-…); the bot token begins with xoxb-: OAuth & Permissions, Bot User OAuth Token.",
        _ => "This is not a bot token: one begins with xoxb-. It is under OAuth & Permissions, Bot User OAuth Token.",
    };

    /// <summary>What is wrong with the form of an app's token; null for nothing.</summary>
    /// <param name="text">The text.</param>
    public static string? ProblemOfApp(string text) => text switch
    {
        _ when IsAppToken(text) => null,
        _ when text.StartsWith("xoxb-", StringComparison.Ordinal) => "That is a bot token (xoxb-…); the app-level token begins with xapp-: Basic Information, App-Level Tokens.",
        _ => "This is not an app-level token: one begins with xapp-. It is under Basic Information, App-Level Tokens.",
    };

    /// <summary>Whether a text has the form of a person's id.</summary>
    /// <param name="text">The text.</param>
    public static bool IsMemberId(string text) => SlackAddress.IsId(text) && text[0] is 'U' or 'W' && text.Length >= 8;

    /// <summary>Asks Slack whose token it is.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">The token is refused, or Slack cannot be reached.</exception>
    public async Task<SlackIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync("auth.test", [], times.Request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (SlackBot.From(answer) is { } bot)
            return new SlackIdentity(bot, SlackApi.Text(answer, "team") ?? bot.Team, ((SlackAnswer.Done)answer).Scopes);
        throw answer is SlackAnswer.Refused { IsUnauthorized: true } refused
            ? new TokenRefusedException($"{Server} does not take the bot token ({refused.Said}). Copy it from https://api.slack.com/apps, your app, OAuth & Permissions: Bot User OAuth Token.")
            : new LurkBotException(Explain(answer));
    }

    /// <summary>Tries the app's token.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">Slack opens no connection with it; a <see cref="TokenRefusedException"/> where another token may.</exception>
    public async Task RequireConnectionAsync(CancellationToken cancellationToken)
    {
        if (await TryConnectAsync(cancellationToken) is not var (problem, fix))
            return;
        var text = $"{char.ToUpperInvariant(problem[0])}{problem[1..].TrimEnd('.')}.{(fix is null ? "" : $" To fix it: {fix}.")}";
        throw isTokenRefused ? new TokenRefusedException(text) : new LurkBotException(text);
    }

    /// <summary>Asks Slack for a connection with the app's token, and does not use it.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it works; else what is wrong and how to fix it.</returns>
    public async Task<(string Problem, string? Fix)?> TryConnectAsync(CancellationToken cancellationToken)
    {
        if (appToken is null)
            return ("no app token is set", "https://api.slack.com/apps, your app, Basic Information, App-Level Tokens, Generate with the scope connections:write; then lurkbot channels add slack");
        var answer = await api.CallAsync("apps.connections.open", [], times.Request, cancellationToken, isApp: true);
        cancellationToken.ThrowIfCancellationRequested();
        isTokenRefused = answer is SlackAnswer.Refused { IsUnauthorized: true } or SlackAnswer.Refused { Error: "missing_scope" or "not_allowed_token_type" };
        return answer switch
        {
            SlackAnswer.Done => null,
            SlackAnswer.Refused { Error: "missing_scope" } => ("the app token has not the scope connections:write", "https://api.slack.com/apps, your app, Basic Information, App-Level Tokens, Generate with that scope; then lurkbot channels add slack"),
            SlackAnswer.Refused { Error: "not_allowed_token_type" } => ("this is not an app token: one begins with xapp-", "lurkbot channels add slack sets another"),
            SlackAnswer.Refused { Error: "socket_mode_not_enabled" or "link_disabled" or "internal_error" } refused => ($"Slack opens no connection ({refused.Said})", "https://api.slack.com/apps, your app, Socket Mode, Enable Socket Mode"),
            SlackAnswer.Refused { IsUnauthorized: true } refused => ($"Slack does not take the app token ({refused.Said})", "https://api.slack.com/apps, your app, Basic Information, App-Level Tokens; then lurkbot channels add slack"),
            _ => (Explain(answer), null),
        };
    }

    /// <summary>Asks Slack who a person is.</summary>
    /// <param name="id">The person's id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is no such person.</returns>
    /// <exception cref="LurkBotException">Slack does not say.</exception>
    public async Task<PlatformSender?> FindPersonAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync("users.info", [("user", id)], times.Request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (SlackApi.Read(answer, "user", SlackJson.Default.SlackUser) is { Id: { } known } user)
            return new PlatformSender(known, user.Shown) { IsBot = user.IsBot };
        return answer is SlackAnswer.Refused { Error: "user_not_found" or "user_not_visible" } ? null : throw new LurkBotException(Explain(answer));
    }

    /// <inheritdoc/>
    public void Dispose() => api.Dispose();

    private string Server => address is null ? "Slack" : $"The server at {address.GetLeftPart(UriPartial.Authority)}";

    private string Explain(SlackAnswer answer) => answer switch
    {
        SlackAnswer.Refused { Error: "missing_scope" } refused => $"The bot token has not the scope {refused.Needed ?? "that is needed"}. Add it: https://api.slack.com/apps, your app, OAuth & Permissions, Scopes; then Reinstall to Workspace.",
        SlackAnswer.Refused { IsLimit: true, After: { } wait } => $"{Server} allows no more requests for now. Try again in {Math.Ceiling(wait.TotalSeconds):0} seconds.",
        SlackAnswer.Refused => $"{Server} refused the request ({answer.Said}). Try again later.",
        SlackAnswer.Done => $"{Server} does not answer as Slack does. {Check}.",
        _ => $"{Server} gave no answer that can be used: {answer.Said}. {Check}, and try again.",
    };

    private string Check => address is null ? "Check the network" : "Check LURKBOT_SLACK__BASE_URL";

    [GeneratedRegex(@"^xoxb-[A-Za-z0-9-]+\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BotToken();

    [GeneratedRegex(@"^xapp-[A-Za-z0-9-]+\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AppToken();
}
