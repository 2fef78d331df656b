using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// The platforms of a gateway, from their messages to the replies: reads what earlier processes left, listens, answers, sends. The order of a start is that of
/// DESIGN.md 4: the ledger is brought up to the files, what was being sent is judged, and only then anything new begins.
/// </summary>
internal sealed partial class ChannelHub : IAsyncDisposable
{
    private static readonly TimeSpan PurgesEvery = TimeSpan.FromHours(6), KeepsFor = TimeSpan.FromDays(30);

    private static readonly TimeSpan AsksAgainAfter = TimeSpan.FromSeconds(2), KeepsListedEvery = TimeSpan.FromMinutes(1);

    private const int Strangers = 1000;

    private readonly ChannelServices shared;
    private readonly IReadOnlyDictionary<string, IChannel> channels;
    private readonly ChannelMoves moves;
    private readonly LedgerReader reader;
    private readonly OutboxSender sender;
    private readonly TurnDispatcher dispatcher;
    private readonly ApprovalDesk desk;
    private readonly FileFetcher files;
    private readonly RecordingListener listener;
    private readonly InboundRetries retries;
    private readonly Notices notices;
    private readonly ChatBook book;
    private readonly ChatPosts posts;
    private readonly List<(IChannel Channel, ChannelInbox Inbox)> inboxes = [];
    private readonly ILogger logger;
    private readonly CancellationTokenSource listening = new(), sending = new();

    /// <summary>Puts it together.</summary>
    /// <param name="shared">What the parts of the channels share.</param>
    /// <param name="channels">The platforms.</param>
    public ChannelHub(ChannelServices shared, IReadOnlyList<IChannel> channels)
    {
        this.shared = shared;
        this.channels = channels.ToDictionary(channel => channel.Name, StringComparer.Ordinal);
        logger = shared.Loggers.CreateLogger<ChannelHub>();
        moves = new ChannelMoves(shared);
        reader = new LedgerReader(shared.Ledger, shared.Services.Store, new IntakeBuilder(shared.Services.Store.Process.Home, address => moves.Resolve(address) is { } target && this.channels.ContainsKey(target.Channel) ? target : null, Render));
        sender = new OutboxSender(shared.Ledger, this.channels, moves.MoveAsync, shared.Time, shared.Loggers.CreateLogger<OutboxSender>())
        {
            LooksEvery = shared.LooksEvery,
            ReadFile = ReadFileAsync,
            OnQuestionLost = part => _ = AskAgainAsync(part),
            Resolve = address => moves.Resolve(new ReplyAddress(address))?.Address.Text ?? address,
        };
        desk = new ApprovalDesk(shared, this.channels, sender, moves.Resolve);
        dispatcher = new TurnDispatcher(shared, this.channels, reader, sender, desk, shared.Options.StallTimeout);
        desk.OnAnswered = dispatcher.Wake;
        retries = new InboundRetries(shared, moves, dispatcher.Wake);
        // No turn begins before what was said earlier stands in the lanes, nor one of a platform before what waits there was taken; a message in parts waits for its next part from when it can come (RULES LE4).
        dispatcher.Hold();
        notices = new Notices(shared.Ledger, sender, shared.Time);
        var commands = new ChannelCommands(shared);
        listener = new RecordingListener(shared, this.channels, notices);
        files = new FileFetcher(shared, listener);
        book = new ChatBook(shared.Ledger);
        posts = new ChatPosts(shared.Ledger, reader, this.channels, shared.Options, book, shared.Time) { Enqueue = sender.Enqueue, Resolve = moves.Resolve };
        foreach (var channel in channels)
            inboxes.Add((channel, new ChannelInbox(shared, channel, dispatcher, commands, desk, moves, notices, files, reader) { Posts = posts }));
        if (shared.Services.Exchange is SessionExchange exchange)
            exchange.Posts = posts;
        shared.Services.OwnersOf = name => shared.Options.For(name).Owners;
        shared.Services.ApproversOf = key => this.channels.ContainsKey(key.Channel) ? shared.Options.For(key.Channel).Owners : [TurnApprovals.Owner];
        shared.Services.LargestFileOf = name => this.channels.TryGetValue(name, out var channel) ? channel.Capabilities.LargestFile : 0;
        shared.Assistant.OnUpdate = OnUpdate;
        shared.Assistant.AnswersItself = Wakes;
    }

    /// <summary>The platforms.</summary>
    public IReadOnlyCollection<IChannel> Channels => [.. channels.Values];

    /// <summary>How many of its turns are under way, and how many sessions wait behind others.</summary>
    public (int UnderWay, int Waiting) Turns => dispatcher.Turns;

    /// <summary>How many parts wait to be sent.</summary>
    public int Sending => sender.Waiting;

    /// <summary>Whether nothing is under way: no session is answered or looked at, and nothing waits to be sent.</summary>
    public bool IsIdle => dispatcher.IsIdle && Sending == 0;

    /// <summary>Whether this gateway answers a session's messages here.</summary>
    /// <param name="key">The session.</param>
    public bool Serves(SessionKey key) => key.Type is not SessionType.Subagent && channels.ContainsKey(key.Channel);

    /// <summary>Where replies in a session go that no message of its chat asks for, such as those of schedules.</summary>
    /// <param name="key">The session.</param>
    public ScheduleAddress AddressOf(SessionKey key) =>
        !channels.TryGetValue(key.Channel, out var channel) ? new ScheduleAddress(null, $"The gateway does not serve {key.Channel}. Set it up: lurkbot channels add")
        : channel.Health.Account is { } account ? new ScheduleAddress(moves.Resolve(AdmissionRules.TargetOf(key, account).Address)?.Address, null)
        : new ScheduleAddress(null, null);

    /// <summary>Makes sure that the ledger knows a session before something is said in it: what is there already is older, and never sent (RULES LE1).</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task PrepareAsync(SessionKey key, CancellationToken cancellationToken)
    {
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        await reader.PrepareAsync(await use.Session.StoredAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Tells the owner something in one of their sessions; once, however often it is said.</summary>
    /// <param name="key">The session.</param>
    /// <param name="notice">A name for it.</param>
    /// <param name="text">The text, as Markdown.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether it is durable.</returns>
    public async Task<bool> TellAsync(SessionKey key, string notice, string text, CancellationToken cancellationToken)
    {
        if (AddressOf(key).Address is not { } address || DeliveryTarget.TryParse(address) is not { } target)
            return false;
        await notices.SendAsync(channels[key.Channel], target, $"notice:{key.Channel}:{notice}", OutboundKind.Notice, text, null, cancellationToken);
        return true;
    }

    /// <summary>Reads what earlier processes left. After it, listening and sending may begin.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (shared.Ledger.Problem is { } problem)
            LogLedger(problem);
        foreach (var name in channels.Keys)
            await moves.LoadAsync(name, cancellationToken);
        var waiting = await reader.ReadAllAsync(channels.ContainsKey, LogUnread, cancellationToken);
        await sender.RecoverAsync(cancellationToken);
        await EndCommandsAsync(cancellationToken);
        await desk.RecoverAsync(moves.FindSessionAsync, cancellationToken);
        foreach (var info in waiting.Where(info => Serves(info.Key)))
        {
            await files.ResumeAsync(channels[info.Key.Channel], info, cancellationToken);
            dispatcher.Wake(info.Key);
        }
    }

    /// <summary>Listens and sends until <see cref="StopAsync"/>.</summary>
    /// <returns>When all of it has ended.</returns>
    public async Task RunAsync()
    {
        await sender.StartAsync(sending.Token);
        var sends = sender.RunAsync();
        var purges = PurgeAsync(listening.Token);
        Task[] listens = [.. inboxes.Select(pair => ListenAsync(pair.Channel, pair.Inbox))];
        dispatcher.Release();
        await Task.WhenAll([.. listens, retries.RunAsync(listening.Token), purges, sends]);
    }

    /// <summary>Hears nothing more, lets turns end, and sends what they said. What does not end in time goes on at the next start.</summary>
    /// <param name="drain">The time for turns.</param>
    /// <returns>What became of the turns that were under way.</returns>
    public async Task<DrainOutcome> StopAsync(TimeSpan drain)
    {
        await listening.CancelAsync();
        var outcome = await dispatcher.StopAsync(drain);
        var began = shared.Time.GetTimestamp();
        while (sender.Waiting > 0 && shared.Time.GetElapsedTime(began) < TimeSpan.FromSeconds(Math.Min(5, drain.TotalSeconds)))
            await Task.Delay(TimeSpan.FromMilliseconds(20), shared.Time, CancellationToken.None);
        await sending.CancelAsync();
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        shared.Assistant.OnUpdate = null;
        foreach (var channel in channels.Values)
            await channel.DisposeAsync();
        await shared.Ledger.DisposeAsync();
        dispatcher.Dispose();
        book.Dispose();
        files.Dispose();
        listener.Dispose();
        (shared.Transcriber as IDisposable)?.Dispose();
        listening.Dispose();
        sending.Dispose();
    }

    /// <summary>Commands that an earlier process began and did not end are not carried out again: they may have been. What is in a session is not a command.</summary>
    private async Task EndCommandsAsync(CancellationToken cancellationToken)
    {
        foreach (var row in (await shared.Ledger.ReadAsync(new LedgerFilter { Inbound = [InboundState.Running], Outbound = [], Limit = int.MaxValue }, cancellationToken)).Inbound)
        {
            if (row.Entry is not null || DeliveryTarget.TryParse(new ReplyAddress(row.Address)) is not { } target || !channels.TryGetValue(target.Channel, out var channel))
                continue;
            await notices.SendAsync(channel, target, $"c:{row.Source}", OutboundKind.Command, $"LurkBot stopped while it carried out this command. Look with {PlainText.ToMarkdown(CommandSpelling.Write("/status", channel.CommandPrefix(target)))}, and send it again if needed.", MessageSource.TryParse(row.Source)?.Message, cancellationToken);
            await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Failed, "LurkBot stopped while it carried it out", cancellationToken);
        }
    }

    private (IReadOnlyList<RenderedPart> Parts, int Renderer) Render(DeliveryTarget target, string text) =>
        channels.TryGetValue(target.Channel, out var channel) ? (channel.Render(text), channel.Capabilities.Renderer) : ([], 0);

    private async ValueTask<ReadOnlyMemory<byte>?> ReadFileAsync(OutboundRecord part, CancellationToken cancellationToken)
    {
        if (part is not { File: { } file, Session: { } id } || await moves.FindSessionAsync(id, cancellationToken) is not { } key)
            return null;
        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        return await use.Session.FindStoredAsync(cancellationToken) is { } session ? await session.ReadBlobAsync(file.Blob, cancellationToken) : null;
    }

    /// <summary>A question whose message may not have arrived is asked again by the turn that waits for it, if it still does.</summary>
    private async Task AskAgainAsync(OutboundRecord part)
    {
        await Task.Delay(AsksAgainAfter, shared.Time, CancellationToken.None);
        if (part.Session is { } session && await moves.FindSessionAsync(session, CancellationToken.None) is { } key)
            dispatcher.Wake(key);
    }

    /// <summary>Shows the commands in the platform's menus as soon as the platform can be heard.</summary>
    private async Task ShowCommandsAsync(IChannel channel)
    {
        await HeardAsync(channel);
        await channel.ShowCommandsAsync(ChannelCommands.ForEveryone, ChannelCommands.ForOwners, shared.Options.For(channel.Name).Owners, listening.Token);
    }

    private async Task HeardAsync(IChannel channel)
    {
        while (channel.Health.LastHeard is null)
            await Task.Delay(TimeSpan.FromSeconds(1), shared.Time, listening.Token);
    }

    /// <summary>Keeps the chats that the platform lists, as soon as it can be heard and from then on: other processes know them from there.</summary>
    private async Task KeepListedAsync(IChannel channel)
    {
        await HeardAsync(channel);
        for (var wait = TimeSpan.FromSeconds(1); ; wait = wait * 2 > KeepsListedEvery ? KeepsListedEvery : wait * 2)
        {
            try
            {
                await posts.KeepListedAsync(channel, listening.Token);
            }
            catch (LurkBotException e)
            {
                LogLedger(e.Message);
            }

            await Task.Delay(wait, shared.Time, listening.Token);
        }
    }

    private async Task ListenAsync(IChannel channel, ChannelInbox inbox)
    {
        var menus = Task.WhenAll(ShowCommandsAsync(channel), KeepListedAsync(channel));
        await inbox.Left.ReadAsync(listening.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var late = Task.WhenAll(inbox.BeginLateAsync(listening.Token), inbox.Left.EndAsync(listening.Token));
        try
        {
            await channel.RunAsync(inbox, listening.Token);
        }
        catch (OperationCanceledException) when (listening.IsCancellationRequested)
        {
            // Stopped.
        }
#pragma warning disable CA1031 // One platform's boundary: the others go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogDeaf(e, channel.Name);
        }

        inbox.Begin();
        await menus.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await late;
    }

    /// <summary>What another session asked of a session of a platform waits there like a message of a person.</summary>
    private bool Wakes(SessionKey key)
    {
        if (!Serves(key))
            return false;
        dispatcher.Wake(key);
        return true;
    }

    /// <summary>A turn that another door ran may have answered a message of a platform.</summary>
    private void OnUpdate(SessionKey key, TurnUpdate update)
    {
        if (update is TurnUpdate.Ended && Serves(key))
            dispatcher.Wake(key);
    }

    private async Task PurgeAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PurgesEvery, shared.Time);
        try
        {
            do
            {
                try
                {
                    await shared.Ledger.PurgeAsync(shared.Time.GetUtcNow() - KeepsFor, Strangers, cancellationToken);
                }
                catch (LurkBotException e)
                {
                    LogPurge(e);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The delivery ledger: {Problem}")]
    private partial void LogLedger(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session could not be read for the delivery ledger: {Problem}")]
    private partial void LogUnread(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Channel} stopped listening. Restart the gateway.")]
    private partial void LogDeaf(Exception exception, string channel);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows of the delivery ledger could not be removed.")]
    private partial void LogPurge(Exception exception);
}
