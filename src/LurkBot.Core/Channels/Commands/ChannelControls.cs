using LurkBot.Delivery;
using LurkBot.Sessions;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>What people tell LurkBot itself on one platform, rather than the model: commands, answers to questions, the platform's own Stop.</summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="channel">The platform.</param>
/// <param name="dispatcher">Answers what a command left to answer.</param>
/// <param name="commands">Carries commands out.</param>
/// <param name="approvals">Takes answers to questions.</param>
/// <param name="moves">Where chats are now.</param>
/// <param name="notices">Says what became of them.</param>
internal sealed class ChannelControls(ChannelServices shared, IChannel channel, TurnDispatcher dispatcher, ChannelCommands commands, ApprovalDesk approvals, ChannelMoves moves, Notices notices)
{
    /// <summary>A command that waited longer was meant for another moment (RULES LE9).</summary>
    private static readonly TimeSpan CommandsLiveFor = TimeSpan.FromMinutes(5);

    private readonly ChannelOptions options = shared.Options.For(channel.Name);
    private readonly SessionCommands running = new(shared.Time, shared.Loggers.CreateLogger<SessionCommands>());

    /// <summary>Waits for the commands of a session, but not long.</summary>
    /// <param name="key">The session.</param>
    public Task PassAsync(SessionKey key) => running.PassAsync(key);

    /// <summary>Takes a command; returns before it has been carried out.</summary>
    /// <param name="message">The command.</param>
    /// <param name="row">Its row in the ledger.</param>
    /// <param name="taken">Who gave it, and in which session.</param>
    /// <param name="isPast">Whether it waited while nothing was heard: what it was to stop is not what runs now (RULES LE9).</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task CommandAsync(PlatformEvent.Message message, InboundRecord row, Admission.Taken taken, bool isPast, CancellationToken cancellationToken)
    {
        // It is being carried out, and comes once more; one that an earlier process left was ended at the start.
        if (row.State is InboundState.Running)
            return;

        if (shared.Time.GetUtcNow() - message.SentAt > CommandsLiveFor || (isPast && message.Command is "/stop"))
        {
            await notices.SendAsync(channel, message.Chat.Target, $"c:{row.Source}", OutboundKind.Command, TooLate(Spelt()), message.Source.Message, cancellationToken);
            await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Refused, "it came too late", cancellationToken);
            return;
        }

        var key = await moves.KeyForAsync(taken.Key, cancellationToken);
        await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Running, null, cancellationToken);
        if (!ChannelCommands.IsLong(message.Command!))
            running.Run(key, RunAsync, SettleAsync);
        else if (!running.TryRunBeside(key, RunAsync, () => SayAsync(":begun", $"{Spelt()} has begun; a reply that is being written is finished first. What came of it follows here."), SettleAsync))
            running.Run(key, () => Task.FromResult($"An earlier {Spelt()} is still at work here. What came of it follows; then send this one again."), SettleAsync);

        async Task<string> RunAsync() => await commands.RunAsync(key, message, taken, channel.CommandPrefix(message.Chat.Target), CancellationToken.None);

        async Task SettleAsync(string reply)
        {
            await SayAsync("", reply);
            await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Answered, null, CancellationToken.None);
            dispatcher.Wake(key);
        }

        string Spelt() => PlainText.ToMarkdown(CommandSpelling.Write(message.Command!, channel.CommandPrefix(message.Chat.Target), message.Command));

        Task SayAsync(string what, string text) => notices.SendAsync(channel, message.Chat.Target, $"c:{row.Source}{what}", OutboundKind.Command, text, message.Source.Message, CancellationToken.None);
    }

    /// <summary>Takes the press of a button. An answer to a question that still stands counts whenever it was given; one to a question that is over does nothing and says so.</summary>
    /// <param name="press">The press.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task PressAsync(PlatformEvent.Press press, CancellationToken cancellationToken)
    {
        if (press.Chat is not null && ApprovalDesk.IsAnswer(press.Data))
            await approvals.AnswerAsync(press, moves.FindSessionAsync, cancellationToken);
        else
            await channel.AnswerPressAsync(press.Reference, "This button does nothing any more.", cancellationToken);
    }

    /// <summary>Takes the platform's own Stop.</summary>
    /// <param name="stop">The press.</param>
    /// <param name="isPast">Whether it waited while nothing was heard.</param>
    /// <param name="since">When this process began to listen.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task StopAsync(PlatformEvent.StopPress stop, bool isPast, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (isPast)
        {
            // A platform may tell it again, and gives it no name.
            await notices.SendAsync(channel, stop.Chat.Target, $"stop:{stop.Chat.Target}:{since.ToUnixTimeMilliseconds()}", OutboundKind.Command, TooLate("Stop"), replyTo: null, cancellationToken);
            return;
        }

        // The platform offers its own Stop only to those who see the reply; in a direct chat that is its person.
        var isOwner = options.Owners.Contains(stop.Sender?.Id ?? stop.Chat.Target.Chat, StringComparer.Ordinal);
        await shared.Assistant.StopAsync(AdmissionRules.KeyOf(stop.Chat, isOwner), all: false, new SessionChange(stop.Sender?.Id ?? "user", "the platform's Stop"), cancellationToken);
    }

    private static string TooLate(string what) => $"{what} came while I was away, and was not carried out. Send it again if you still want it.";
}
