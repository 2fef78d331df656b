using System.Globalization;
using System.Net.WebSockets;
using LurkBot.Channels.Wire;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Hears what Discord tells: one connection after the other. A session goes on where it can; a new one begins only where it must, and never so often that Discord
/// would reset the token (CHANNELS D4, D6).
/// </summary>
/// <param name="api">Makes requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="intake">Takes what is told.</param>
/// <param name="interactions">Answers commands and presses at once.</param>
/// <param name="connect">Opens WebSockets.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
/// <param name="logger">Told of changes.</param>
internal sealed partial class DiscordGateway(DiscordApi api, DiscordState state, DiscordIntake intake, DiscordInteractions interactions, Func<Uri, CancellationToken, Task<WebSocket>> connect, TimeProvider time, DiscordTimes times, ILogger logger)
{
    private const int MostResumes = 3, MostNewSessions = 5;
    private const long ContentFlags = (1 << 18) | (1 << 19);
    private static readonly TimeSpan IdentifiedFor = TimeSpan.FromHours(1), LongestPause = TimeSpan.FromHours(1);

    private DiscordSession? session;
    private bool isSessionKnown;
    private DateTimeOffset identifiedAt;
    private DateTimeOffset beganAt;
    private int resumes;
    private int newSessions;

    private PlatformHealth Health => state.Health;

    /// <summary>Listens until it is cancelled.</summary>
    /// <param name="inbox">Takes what it hears.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        var taking = intake.RunAsync(inbox, cancellationToken);
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            TimeSpan wait;
            try
            {
                var next = await StepAsync(inbox, cancellationToken);
                failures = next is null ? 0 : failures + 1;
                wait = next is null ? TimeSpan.Zero : next > times.Before(failures) ? next.Value : times.Before(failures);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                wait = times.Before(++failures);
                if (Health.Turned("unreachable", $"Discord cannot be heard: {api.Masked(PlatformFailure.Tell(e))}."))
                    LogTurned("unreachable", api.Masked(e is LurkBotException ? e.Message : $"{e.GetType().Name}: {e.Message}"));
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await taking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Health.Turned("stopped", null);
    }

    /// <summary>Does the next thing: asks who the bot is, or connects and hears.</summary>
    /// <returns>Null when it went well; else the least that must be waited.</returns>
    private async Task<TimeSpan?> StepAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - identifiedAt;
        if (state.Self is not { } self || since < TimeSpan.Zero || since >= IdentifiedFor)
            return await IdentifyAsync(cancellationToken);
        if (!isSessionKnown)
        {
            session = await intake.OpenAsync(inbox, self, cancellationToken);
            isSessionKnown = true;
        }

        var resumed = resumes < MostResumes && session is not null && Address(session.Url) is not null ? session : null;
        Uri? address = resumed is null ? null : Address(resumed.Url);
        if (resumed is null)
        {
            var (url, wait) = await FindAsync(cancellationToken);
            if (wait is not null)
                return wait;
            address = url;
        }

        return Judge(await ConnectAsync(address!, resumed, self, cancellationToken));
    }

    private async Task<DiscordEnd> ConnectAsync(Uri address, DiscordSession? resumed, DiscordSelf self, CancellationToken cancellationToken)
    {
        DiscordSocket socket;
        try
        {
            socket = await DiscordSocket.OpenAsync(address, connect, time, times.Hello, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            resumes += resumed is null ? 0 : 1;
            return new DiscordEnd(DiscordNext.Resume, $"Discord's own gateway cannot be reached ({PlatformFailure.Explain(e)})");
        }

        await using (socket)
        {
            if (resumed is null)
                (beganAt, newSessions) = (time.GetUtcNow(), newSessions + 1);
            else
                resumes++;
            var connection = new DiscordConnection(socket, resumed, self, api.Token, time, times) { OnHeard = dispatch => Heard(dispatch, cancellationToken) };
            if (resumed is not null)
                await intake.WriteAsync(new DiscordDispatch(DiscordIntake.Resuming, default, resumed), cancellationToken);
            try
            {
                return await connection.RunAsync(intake.WriteAsync, cancellationToken);
            }
            finally
            {
                session = connection.Session ?? session;
                if (connection.HasBegun)
                    (resumes, newSessions) = (0, 0);
                if (!cancellationToken.IsCancellationRequested && session is not null)
                    await intake.WriteAsync(new DiscordDispatch(DiscordDispatch.Ended, default, session), cancellationToken);
            }
        }
    }

    private void Heard(DiscordDispatch? dispatch, CancellationToken cancellationToken)
    {
        if (dispatch is { Type: "INTERACTION_CREATE" })
            interactions.Begin(dispatch.Data, cancellationToken);
        if (dispatch is { Type: "READY" or "RESUMED" } && Health.Current.State != "connected")
            LogConnected(state.Self?.Account ?? "");
        if (dispatch is { Type: "READY" or "RESUMED" } || Health.Current.State == "connected")
            Health.Heard(dispatch is not null, state.Self is { ReadsContent: false } ? DiscordChecks.WithoutContent : null);
    }

    /// <summary>What the end of a connection says of the channel, and how long to wait.</summary>
    private TimeSpan? Judge(DiscordEnd end)
    {
        if (end.Next is DiscordNext.NewSession)
            session = null;
        if (end.Next is DiscordNext.Unauthorized or DiscordNext.Refused)
        {
            state.Forget();
            session = null;
            if (Health.Turned(end.Next is DiscordNext.Refused ? "refused" : "unauthorized", end.Advice))
                LogRefused(end.Why, end.Advice);
            return times.Refused;
        }

        LogEnded(end.Why);
        // One connection that ends says nothing yet: Discord ends each from time to time.
        if (resumes > 1 || newSessions > 1)
            Health.Turned("unreachable", $"Discord cannot be heard: {end.Why}.");
        return end.IsInvalid ? times.Invalid * (1 + (4 * times.Spread())) : resumes > 0 || newSessions > 0 ? TimeSpan.Zero : null;
    }

    /// <summary>Asks who the bot is, and what it may read.</summary>
    /// <returns>How long to wait; null when it is known.</returns>
    private async Task<TimeSpan?> IdentifyAsync(CancellationToken cancellationToken)
    {
        var me = await api.CallAsync(HttpMethod.Get, "/users/@me", null, times.Ordinary, cancellationToken);
        if (me.Read(DiscordJson.Default.DiscordUser) is not { } user)
            return Unknown(me);
        var its = await api.CallAsync(HttpMethod.Get, "/applications/@me", null, times.Ordinary, cancellationToken);
        if (its.Read(DiscordJson.Default.DiscordApplication) is not { } application)
            return Unknown(its);
        state.Identified(new DiscordSelf(user.Id, user.Username, application.Id, (application.Flags & ContentFlags) != 0));
        identifiedAt = time.GetUtcNow();
        return null;
    }

    private TimeSpan Unknown(DiscordAnswer problem)
    {
        if (problem is DiscordAnswer.Refused { Status: 401 })
        {
            var end = DiscordEnd.OfCode(4004);
            if (Health.Turned("unauthorized", end.Advice))
                LogRefused(problem.Said, end.Advice);
            return times.Refused;
        }

        if (Health.Turned("unreachable", $"Discord cannot be heard: {problem.Said}."))
            LogTurned("unreachable", problem.Said);
        return (problem as DiscordAnswer.Refused)?.After ?? (problem as DiscordAnswer.NotSent)?.After ?? TimeSpan.Zero;
    }

    /// <summary>Where a new session begins, and whether one may: after 1,000 in a day Discord would reset the token.</summary>
    private async Task<(Uri? Address, TimeSpan? Wait)> FindAsync(CancellationToken cancellationToken)
    {
        var sinceLast = time.GetUtcNow() - beganAt;
        if (sinceLast >= TimeSpan.Zero && sinceLast < times.BetweenSessions)
            return (null, times.BetweenSessions - sinceLast);
        var answer = await api.CallAsync(HttpMethod.Get, "/gateway/bot", null, times.Ordinary, cancellationToken);
        if (answer.Read(DiscordJson.Default.DiscordGatewayAddress) is not { Url: { } url, SessionStartLimit: { } limit } || Address(url) is not { } address)
            return (null, answer is DiscordAnswer.Done ? Unknown(new DiscordAnswer.Lost("the answer names no gateway")) : Unknown(answer));
        if (limit.IsSpent)
        {
            var wait = limit.Resets;
            var why = string.Create(CultureInfo.InvariantCulture, $"only {limit.Remaining} of {limit.Total} new sessions are left for today");
            if (Health.Turned("waiting", $"The bot has connected to Discord too often: {why}. LurkBot waits until {time.GetUtcNow() + wait:u}, so that Discord does not reset the token. Something else may use the same token."))
                LogTurned("waiting", why);
            return (null, wait);
        }

        if (newSessions >= MostNewSessions)
        {
            // Sessions that never begin are not tried in a row: each counts.
            var wait = times.LongestWait * Math.Pow(2, Math.Min(newSessions - MostNewSessions + 1, 7));
            wait = wait < LongestPause ? wait : LongestPause;
            if (sinceLast >= TimeSpan.Zero && sinceLast < wait)
                return (null, wait - sinceLast);
        }

        (session, resumes) = (null, 0);
        return (address, null);
    }

    /// <summary>An address of the gateway, with what belongs to it.</summary>
    /// <returns>Null for one to which the token must not be given.</returns>
    private Uri? Address(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("ws" or "wss"))
            return null;
        // A server of the owner's own may be anywhere; Discord's gateway is at Discord's.
        var isOwn = api.BaseUrl is not null || (address.Scheme == "wss" && (address.Host == "discord.gg" || address.Host.EndsWith(".discord.gg", StringComparison.OrdinalIgnoreCase)));
        return isOwn ? new UriBuilder(address) { Query = "v=10&encoding=json" }.Uri : null;
    }
}
