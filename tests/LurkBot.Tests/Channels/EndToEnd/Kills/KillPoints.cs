using System.Diagnostics;
using LurkBot.Delivery;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary>
/// Lets a gateway with all platforms come to each point of a message's way, on all of them at once, and kills it there. Meanwhile people write everywhere. What was
/// acknowledged to a platform was accepted before, so there is no point between those two: in its place the acknowledgement is lost.
/// </summary>
/// <param name="stages">The platforms.</param>
/// <param name="home">The gateway's home.</param>
/// <param name="random">Chooses where people write meanwhile.</param>
internal sealed class KillPoints(KillStages stages, ChatHome home, Random random) : IDisposable
{
    private const string TelegramSend = "sendMessage", DiscordSend = "POST /channels/{channel}/messages", SlackSend = "chat.postMessage";

    private readonly Lock gate = new();
    private readonly SemaphoreSlim pouring = new(1);
    private readonly List<KillSaid> said = [];
    private Process gateway = null!;

    private BotApiServer Telegram => stages.Telegram.Server;

    private DiscordServer Discord => stages.Discord.Server;

    private SlackServer Slack => stages.Slack.Server;

    /// <summary>All chats.</summary>
    public IReadOnlyList<KillChat> Chats => [.. Own, .. stages.Others];

    /// <summary>Where nobody writes but to come to a point.</summary>
    private IReadOnlyList<KillChat> Own => [.. stages.Mains, stages.Thread, stages.Assistant];

    /// <summary>What people wrote.</summary>
    public IReadOnlyList<KillSaid> Said
    {
        get
        {
            lock (gate)
                return [.. said];
        }
    }

    /// <summary>How often the gateway was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Goes to each point so many times.</summary>
    /// <returns>The ledger, once nothing is under way any more.</returns>
    public async Task<LedgerRows> RunAsync(int rounds)
    {
        await StartAsync();
        // What was said in a chat before it was seen is not asked for.
        foreach (var chat in Chats)
            Say(chat);
        await SettleAsync();
        using var stop = new CancellationTokenSource();
        var pours = PourAsync(stop.Token);
        for (var i = 0; i < rounds; i++)
        {
            foreach (var point in (Func<Task>[])[
                ReceivedNotStoredAsync, StoredNotAcknowledgedAsync, AcknowledgementLostAsync, AcceptedNotRunningAsync, MidTurnAsync, StoredNotSentAsync,
                WrittenNoAnswerAsync, AnswerNotStoredAsync, SecondOfThreeAsync, ApprovalPressedNotStoredAsync])
            {
                await point();
            }
        }

        await stop.CancelAsync();
        await pours;
        return await SettleAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => pouring.Dispose();

    private async Task ReceivedNotStoredAsync()
    {
        await pouring.WaitAsync();
        await stages.HeardAsync();
        using (KillLedger.Hold(home))
        {
            var (polled, sequence, delivered) = (Polled, Sequence, Delivered);
            foreach (var chat in Chats)
                Say(chat);
            await Telegram.UntilAsync(() => Polled > polled);
            await Discord.UntilAsync(() => Sequence > sequence);
            await Slack.UntilAsync(() => Delivered > delivered);
            await KillAsync();
        }

        pouring.Release();
        await StartAsync();
    }

    private async Task StoredNotAcknowledgedAsync()
    {
        await OwnSettleAsync();
        var holds = await Task.WhenAll(stages.Mains.Select(main => home.HoldAppendsAsync(SessionKey.Parse(main.Session))));
        var sources = SayInMains("");
        await KillLedger.UntilAsync(home, rows => sources.All(source => rows.Inbound.Any(row => row.Source == source && row.State is InboundState.Received)));
        await KillAsync();
        foreach (var hold in holds)
            hold.Dispose();
        await StartAsync();
    }

    private async Task AcknowledgementLostAsync()
    {
        var sources = SayInMains("");
        await KillLedger.UntilAsync(home, rows => sources.All(source => rows.Inbound.Any(row => row.Source == source && row.Entry is not null)));
        await KillAsync();
        Telegram.RepeatUpdates(20);
        await StartAsync();
        Discord.Gateway.Repeat(20);
        foreach (var envelope in Slack.Sockets.Envelopes.Where(envelope => envelope.Type == "events_api").TakeLast(10))
            Slack.Sockets.Repeat(envelope);
    }

    private async Task AcceptedNotRunningAsync()
    {
        await OwnSettleAsync();
        var leases = new List<(IStoredSession Session, TurnLease Lease)>();
        foreach (var main in stages.Mains)
            leases.Add(await home.TakeTurnAsync(key: SessionKey.Parse(main.Session)));
        var sources = SayInMains("");
        await KillLedger.UntilAsync(home, rows => sources.All(source => rows.Inbound.Any(row => row.Source == source && row.State is InboundState.Accepted)));
        await KillAsync();
        foreach (var (session, lease) in leases)
        {
            await lease.DisposeAsync();
            await session.DisposeAsync();
        }

        await StartAsync();
    }

    /// <summary>Replies are being shown: a draft on Telegram, messages that are edited on Discord and Slack, and Slack's streams.</summary>
    private async Task MidTurnAsync()
    {
        await OwnSettleAsync();
        SayInMains("slow");
        Say(stages.Thread, "slow");
        Say(stages.Assistant, "slow");
        var names = Said.TakeLast(5).Select(one => one.Text.Split(' ')[0]).ToList();
        await Telegram.UntilAsync(() => Telegram.Draft(stages.Telegram.Private) is { } draft && draft.Text.Contains(names[0], StringComparison.Ordinal));
        await Discord.UntilAsync(() => stages.Mains[1].Shown.Any(shown => shown.Text.Contains(names[1], StringComparison.Ordinal)));
        await Slack.UntilAsync(() => stages.Mains[2].Shown.Any(shown => shown.Text.Contains(names[2], StringComparison.Ordinal)) && names.Skip(3).All(name => Streams.Any(text => text.Contains(name, StringComparison.Ordinal))));
        await KillAsync();
        await StartAsync();
    }

    private async Task StoredNotSentAsync()
    {
        await OwnSettleAsync();
        var faults = new KillFaults(stages).Refuse(TelegramSend, DiscordSend, SlackSend).Hold("chat.startStream");
        Say(stages.Assistant, "slow");
        SayInMains("");
        await KillLedger.UntilAsync(home, rows => stages.Mains.All(main => rows.Outbound.Any(row => row.Address == main.Target.Address.Text && row is { State: OutboundState.Pending, Attempts: > 0 })));
        await faults.HitAsync();
        await KillAsync();
        faults.End();
        await StartAsync();
    }

    private async Task WrittenNoAnswerAsync()
    {
        await OwnSettleAsync();
        var faults = new KillFaults(stages).Hold(TelegramSend, DiscordSend, SlackSend, "chat.appendStream");
        Say(stages.Thread, "slow");
        SayInMains("");
        await faults.HitAsync();
        await KillAsync();
        faults.End();
        await StartAsync();
    }

    private async Task AnswerNotStoredAsync()
    {
        await OwnSettleAsync();
        var faults = new KillFaults(stages).Hold(TelegramSend, DiscordSend, SlackSend, "chat.update");
        Say(stages.Thread, "brief");
        SayInMains("");
        await faults.HitAsync();
        using (KillLedger.Hold(home))
        {
            var before = faults.Answered;
            faults.End();
            await Poll.UntilAsync(() => faults.Answered.Zip(before).All(pair => pair.First > pair.Second));
            await KillAsync();
        }

        await StartAsync();
    }

    private async Task SecondOfThreeAsync()
    {
        await pouring.WaitAsync();
        await SettleAsync();
        var faults = new KillFaults(stages).HoldSecond(TelegramSend, DiscordSend, SlackSend).Hold("chat.stopStream");
        Say(stages.Assistant, "brief");
        SayInMains("long");
        await faults.HitAsync();
        await KillAsync();
        faults.End();
        pouring.Release();
        await StartAsync();
    }

    private async Task ApprovalPressedNotStoredAsync()
    {
        await pouring.WaitAsync();
        await SettleAsync();
        SayInMains("tool");
        var (telegram, discord, slack) = (stages.Telegram, stages.Discord, stages.Slack);
        await Telegram.UntilAsync(() => Telegram.Answers(telegram.Private).Any(message => message.Buttons.Any()));
        await Discord.UntilAsync(() => DiscordQuestions.Any());
        await Slack.UntilAsync(() => Slack.Answers(slack.Im).Any(message => message.Buttons.Any()));
        await KillLedger.UntilAsync(home, rows => rows.Outbound.All(row => row.IsOver));
        var holds = await Task.WhenAll(stages.Mains.Select(main => home.HoldAppendsAsync(SessionKey.Parse(main.Session))));
        var (polled, delivered) = (Polled, Delivered);
        var question = Telegram.Answers(telegram.Private).Single(message => message.Buttons.Any());
        Telegram.Press(telegram.Ada, question, (string)question.Buttons.First()["callback_data"]!);
        var post = DiscordQuestions.Single();
        var used = Discord.Press(post, discord.Ada, (string)post.Buttons.First()["custom_id"]!);
        Slack.Press(slack.Ada, Slack.Answers(slack.Im).Single(message => message.Buttons.Any()), "lurkbot-0");
        await Telegram.UntilAsync(() => Polled > polled);
        await Discord.UntilAsync(() => used.Answer is not null);
        await Slack.UntilAsync(() => Delivered > delivered);
        await KillAsync();
        foreach (var hold in holds)
            hold.Dispose();
        pouring.Release();
        await StartAsync();
        // Slack does not tell of a press again: its person sees that, and presses once more.
        Slack.Press(slack.Ada, Slack.Answers(slack.Im).Single(message => message.Buttons.Any()), "lurkbot-0");
        await OwnSettleAsync();
    }

    /// <summary>How many polls gave something.</summary>
    private int Polled => Telegram.Requests.Count(request => request is { Method: "getUpdates", Status: 200 });

    private long Sequence => Discord.Gateway.Sessions[^1].Sequence;

    private int Delivered => Slack.Sockets.Envelopes.Sum(envelope => envelope.Ids.Count);

    /// <summary>The open questions on Discord; a preview has the one button that stops it.</summary>
    private IEnumerable<DiscordPost> DiscordQuestions => Discord.Answers(stages.Discord.Direct).Where(post => post.Buttons.Count() > 1);

    /// <summary>The texts of Slack's streams that are open.</summary>
    private IEnumerable<string> Streams => Slack.Answers(stages.Slack.General).Concat(Slack.Answers(stages.Slack.Im)).Where(message => message.Stream is { IsStopped: false }).Select(message => message.Shown);

    private async Task StartAsync()
    {
        gateway = await home.StartGatewayAsync(stages.Settings);
        await stages.HeardAsync();
    }

    private async Task KillAsync()
    {
        Assert.False(gateway.HasExited, "The gateway ended by itself.");
        await gateway.KillAsync();
        Kills++;
    }

    private Task<LedgerRows> SettleAsync() => KillLedger.SettledAsync(home, [.. Said.Select(one => one.Source)], () => stages.Telegram.Bot.Updates.Pending);

    /// <summary>Waits until nothing is under way where nobody else writes.</summary>
    private Task<LedgerRows> OwnSettleAsync()
    {
        var addresses = Own.Select(chat => chat.Target.Address.Text).ToList();
        var sources = Said.Where(one => Own.Contains(one.Chat)).Select(one => one.Source).ToList();
        return KillLedger.UntilAsync(home, rows => sources.All(source => rows.Inbound.Any(row => row.Source == source)) && rows.Inbound.All(row => row.IsOver || !addresses.Contains(row.Address)) && rows.Outbound.All(row => row.IsOver || !addresses.Contains(row.Address)));
    }

    /// <summary>People write everywhere else, also while no gateway runs.</summary>
    private async Task PourAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await pouring.WaitAsync(cancellationToken);
                Say(stages.Others[random.Next(stages.Others.Count)]);
                pouring.Release();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 400)), TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private List<string> SayInMains(string words) => [.. stages.Mains.Select(main => Say(main, words))];

    private string Say(KillChat chat, string words = "")
    {
        lock (gate)
        {
            var text = $"m{chat.Letter}{said.Count} {words}".TrimEnd();
            var source = chat.Say(text);
            said.Add(new KillSaid(chat, source, text));
            return source;
        }
    }
}
