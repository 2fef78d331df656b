using System.Text.RegularExpressions;
using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>Sets Discord up beside a gateway: tries a token, and finds the owner. It begins no session, and changes nothing at Discord.</summary>
/// <param name="token">The bot's token.</param>
/// <param name="address">The server; null for Discord's own.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits; null as usual.</param>
internal sealed partial class DiscordSetup(string token, Uri? address, TimeProvider time, DiscordTimes? times = null) : IDisposable
{
    private const long ContentFlags = (1 << 18) | (1 << 19);

    private readonly DiscordApi api = new(token, address, time);
    private readonly DiscordTimes times = times ?? new DiscordTimes();

    /// <summary>Whether a text has the form of a token.</summary>
    /// <param name="text">The text.</param>
    public static bool IsToken(string text) => Token().IsMatch(text);

    /// <summary>What is wrong with the form of a token; null for nothing.</summary>
    /// <param name="text">The text.</param>
    public static string? ProblemOf(string text) => text switch
    {
        _ when IsToken(text) => null,
        { Length: 64 } when text.All(char.IsAsciiHexDigitLower) => "That is the Public Key; the bot token is under Bot: Reset Token shows it.",
        { Length: 32 } when !text.Contains('.', StringComparison.Ordinal) => "That looks like the Client Secret; the bot token is under Bot: Reset Token shows it.",
        _ when text.Length is > 16 and < 21 && text.All(char.IsAsciiDigit) => "That is an id; the bot token is under Bot: Reset Token shows it.",
        _ => "This is not a bot token. A token has three parts with dots between them; the one under Bot is meant, and neither the Client Secret nor the Public Key.",
    };

    /// <summary>Asks Discord whose token it is.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LurkBotException">The token is refused, or Discord cannot be reached.</exception>
    public async Task<DiscordIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(HttpMethod.Get, "/users/@me", null, times.Ordinary, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (answer.Read(DiscordJson.Default.DiscordUser) is { } user)
        {
            answer = await api.CallAsync(HttpMethod.Get, "/applications/@me", null, times.Ordinary, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (answer.Read(DiscordJson.Default.DiscordApplication) is { } application)
            {
                // A team's application has the team as its owner; the person who owns the team is told apart.
                var owner = application.Team is { } team ? team.OwnerUserId : application.Owner?.Id;
                return new DiscordIdentity(
                    new DiscordSelf(user.Id, user.Username, application.Id, (application.Flags & ContentFlags) != 0),
                    application.Name ?? "no name",
                    owner,
                    application.Team is null && application.Owner is { } person ? DiscordContent.Name(person, null) : null,
                    application.InteractionsEndpointUrl is { Length: > 0 });
            }
        }

        var server = address is null ? "Discord" : $"The server at {address.GetLeftPart(UriPartial.Authority)}";
        var check = address is null ? "Check the network" : "Check LURKBOT_DISCORD__BASE_URL";
        if (answer is DiscordAnswer.Refused { Status: 401 })
            throw new TokenRefusedException($"{server} does not know this token ({answer.Said}). In the Developer Portal open your application, choose Bot, press Reset Token, and copy the whole token.");
        throw new LurkBotException(answer switch
        {
            DiscordAnswer.Refused { Status: 429, After: { } wait } => $"{server} allows no more requests for now. Try again in {Math.Ceiling(wait.TotalSeconds):0} seconds.",
            DiscordAnswer.Done => $"{server} does not answer as Discord's API does. {check}.",
            DiscordAnswer.Refused => $"{server} refused the request ({answer.Said}). Try again later.",
            _ => $"{server} gave no answer that can be used: {answer.Said}. {check}, and try again.",
        });
    }

    /// <summary>Asks Discord how many sessions may begin; none begins.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when Discord does not say.</returns>
    public async Task<DiscordStartLimit?> FindStartsAsync(CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(HttpMethod.Get, "/gateway/bot", null, times.Ordinary, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return answer.Read(DiscordJson.Default.DiscordGatewayAddress)?.SessionStartLimit;
    }

    /// <summary>Asks Discord what the bot may do in the channels in which it is to answer.</summary>
    /// <param name="self">The bot.</param>
    /// <param name="options">What the owner set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<DiscordAccess>> FindAccessAsync(DiscordSelf self, ChannelOptions options, CancellationToken cancellationToken) => new DiscordAccessReader(api, self, time, times).ReadAsync(options, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => api.Dispose();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{10,100}\.[A-Za-z0-9_-]{4,20}\.[A-Za-z0-9_-]{20,200}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
