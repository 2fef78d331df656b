using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Ends messages of people who may not talk here: a stranger in a direct chat gets a code, the owner in a group that is not allowed hears what to set, anyone else nothing.</summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="channel">The platform.</param>
/// <param name="notices">Tell.</param>
internal sealed class RefusedMessages(ChannelServices shared, IChannel channel, Notices notices)
{
    private readonly HashSet<string> toldGroups = new(StringComparer.Ordinal);

    /// <summary>Ends a message; its text is kept nowhere.</summary>
    /// <param name="message">The message.</param>
    /// <param name="row">Its row.</param>
    /// <param name="refused">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EndAsync(PlatformEvent.Message message, InboundRecord row, Admission.Refused refused, CancellationToken cancellationToken)
    {
        var (target, told) = (message.Chat.Target, refused.Told);
        if (refused.OffersPairing)
        {
            if (message is { Command: "/start", Argument.Length: > 0 } && shared.Pairing.Start(channel.Name, target.Account, message.Sender, message.Argument))
            {
                await notices.SendAsync(channel, target, $"paired:{row.Source}", OutboundKind.Notice, "Welcome. You can write to me now.", null, cancellationToken);
                await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Answered, "let in by a start link", cancellationToken);
                return;
            }

            told = shared.Pairing.Ask(channel.Name, target.Account, message.Sender) is { IsNew: true } asked
                ? $"This assistant answers people whom its owner knows. Your code is {asked.Code.Code}: the owner lets you in with\n\nlurkbot pairing approve {asked.Code.Code}\n\nThe code ends in an hour."
                : null;
        }
        else if (told is not null && !toldGroups.Add(target.Chat))
        {
            told = null;
        }

        if (told is not null)
            await notices.SendAsync(channel, target, $"refused:{row.Source}", OutboundKind.Notice, told, null, cancellationToken);
        await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Refused, refused.Why, cancellationToken);
    }
}
