using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Commands that no turn answers.</summary>
internal sealed partial class DiscordIntake
{
    /// <summary>Tells the person of a command that no one answers it here: Discord would say "thinking" for a quarter of an hour.</summary>
    private async Task RefuseAsync(IEnumerable<PlatformEvent> events, CancellationToken cancellationToken)
    {
        foreach (var message in events.OfType<PlatformEvent.Message>().Where(message => message.Source.Chat == DiscordMapper.InteractionChat))
        {
            var isAnswered = message.Chat.Kind is PlatformChatKind.Direct ? options.DirectMessages : AdmissionRules.IsAllowed(options, message.Chat) || options.Owners.Contains(message.Sender.Id, StringComparer.Ordinal);
            if (!isAnswered)
                await interactions.TellAsync(message.Source.Message, "The bot does not answer here.", cancellationToken);
        }
    }

    /// <summary>Ends commands that an earlier process heard and did not take: Discord does not tell of them again.</summary>
    private async Task EndLeftAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        if (state.Self is not { } self)
            return;
        await interactions.EndAllAsync(cancellationToken);
        foreach (var left in interactions.Left)
        {
            var source = new MessageSource(DiscordChannel.ChannelName, self.Account, DiscordMapper.InteractionChat, left.ToString(), MessageSource.First);
            await inbox.ReceiveAsync([new PlatformEvent.NotTaken(source, "LurkBot stopped before it took the command")], isBacklog: false, cancellationToken);
            await interactions.TellAsync(left.ToString(), "LurkBot stopped before it could carry this out. Send it again if you still want it.", cancellationToken);
            // Told or not: what says "thinking" goes.
            await interactions.EndAsync(left, cancellationToken);
        }
    }
}
