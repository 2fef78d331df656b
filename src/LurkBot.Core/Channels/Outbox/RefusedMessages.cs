using LurkBot.Delivery;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>Ends messages of people who may not talk here: a stranger in a direct chat gets a code, and hears of one that is wrong; the owner in a group that is not allowed hears what to set, anyone else nothing. A command that waits for an answer gets one.</summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="channel">The platform.</param>
/// <param name="notices">Tell.</param>
internal sealed partial class RefusedMessages(ChannelServices shared, IChannel channel, Notices notices)
{
    private readonly ILogger logger = shared.Loggers.CreateLogger<RefusedMessages>();
    private readonly HashSet<string> toldPeople = new(StringComparer.Ordinal);
    private readonly SenderLimit invoked = new(shared.Time);
    private string? knownProblem;
    private readonly HashSet<string> toldGroups = new(StringComparer.Ordinal);

    /// <summary>Ends a message; its text is kept nowhere.</summary>
    /// <param name="message">The message.</param>
    /// <param name="row">Its row.</param>
    /// <param name="refused">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EndAsync(PlatformEvent.Message message, InboundRecord row, Admission.Refused refused, CancellationToken cancellationToken)
    {
        var (target, told, isOpen) = (message.Chat.Target, refused.Told, IsOpen(message));
        if (refused.OffersPairing && await FindProblemAsync(target.Account, cancellationToken))
        {
            if (toldPeople.Add(message.Sender.Id) || isOpen)
                await SayAsync(message, row, "I cannot look up who may write to me right now. The owner has been told. Try again later.", cancellationToken);
            await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Refused, "pairing.json cannot be read", cancellationToken);
            return;
        }

        if (refused.OffersPairing)
        {
            var (isStart, mayGuess) = (message is { Command: "/start", Argument.Length: > 0 }, shared.Pairing.MayGuess(channel.Name, target.Account, message.Sender));
            if (isStart && shared.Pairing.Start(channel.Name, target.Account, message.Sender, message.Argument))
            {
                await SayAsync(message, row, "Welcome. You can write to me now.", cancellationToken);
                await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Answered, "let in by a start link", cancellationToken);
                return;
            }

            var wrong = !isStart ? null : mayGuess ? "That code is not valid: it is mistyped, used or older than an hour." : "Too many wrong codes. Try again in an hour.";
            told = shared.Pairing.Ask(channel.Name, target.Account, message.Sender) is { IsNew: true } asked
                ? $"{(wrong is null ? "" : wrong + "\n\n")}This assistant answers people whom its owner knows. Your code is {asked.Code.Code}: the owner lets you in with\n\nlurkbot pairing approve {asked.Code.Code}\n\nThe code ends in an hour."
                : isStart && (mayGuess || isOpen) ? wrong
                : isOpen ? "You are not let in yet. Ask the owner."
                : null;
        }
        else if (told is not null && !toldGroups.Add(target.Chat) && !isOpen)
        {
            told = null;
        }

        if (told is not null)
            await SayAsync(message, row, told, cancellationToken);
        await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Refused, refused.Why, cancellationToken);
    }

    /// <summary>Whether a person waits for an answer to a command; where nothing shows it as open, only so often in a minute.</summary>
    private bool IsOpen(PlatformEvent.Message message) =>
        message.IsInvoked && (channel.Capabilities.ShowsCommandsAsOpen || invoked.Allows(message.Sender.Id, message.Chat.Target.Address.Text, null, out _));

    private Task SayAsync(PlatformEvent.Message message, InboundRecord row, string text, CancellationToken cancellationToken) => message.IsInvoked
        ? notices.SendAsync(channel, message.Chat.Target, $"refused:{row.Source}", OutboundKind.Command, text, message.Source.Message, cancellationToken)
        : notices.SendAsync(channel, message.Chat.Target, $"refused:{row.Source}", OutboundKind.Notice, text, null, cancellationToken);

    /// <summary>Whether the book of people cannot be read; the log and the owner are told once.</summary>
    private async Task<bool> FindProblemAsync(string account, CancellationToken cancellationToken)
    {
        var (problem, known) = (shared.Pairing.Problem, knownProblem);
        knownProblem = problem;
        if (problem is null)
        {
            toldPeople.Clear();
            return false;
        }

        if (problem == known)
            return true;
        LogBook(problem);
        if (shared.Options.For(channel.Name).Owners is [var owner, ..])
            await notices.SendAsync(channel, new DeliveryTarget(channel.Name, account, owner, null), $"notice:{channel.Name}:pairing:{shared.Time.GetUtcNow().ToUnixTimeMilliseconds()}", OutboundKind.Notice, PlainText.ToMarkdown(problem), null, cancellationToken);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private partial void LogBook(string problem);
}
