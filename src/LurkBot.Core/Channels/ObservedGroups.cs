using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Tells each group once that the bot reads along (RULES LE13); a restart tells none again. Not thread-safe: calls of one channel come one after the other.</summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="channel">The platform.</param>
/// <param name="notices">Tell.</param>
internal sealed class ObservedGroups(ChannelServices shared, IChannel channel, Notices notices)
{
    private readonly string notice = $"I read along in this {GroupWord.For(channel.Name)}: what is said here may be context for my answers, also when it is not said to me. I answer only those who mention me or reply to me. My owner can turn this off.";

    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Tells a group, unless it was told before.</summary>
    /// <param name="chat">Where something was overheard.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TellAsync(DeliveryTarget chat, CancellationToken cancellationToken)
    {
        var group = (chat with { Thread = null }).Address.Text;
        if (told.Contains(group))
            return;
        var cursor = $"{channel.Name}/observed/{group}";
        if (await shared.Ledger.ReadCursorAsync(cursor, cancellationToken) is null)
        {
            // First the notice, whose name is its own, then the note that outlives it: rows of the outbox are removed after a while.
            await notices.SendAsync(channel, chat, $"observed:{group}", OutboundKind.Notice, notice, null, cancellationToken);
            await shared.Ledger.WriteCursorAsync(cursor, "told", cancellationToken);
        }

        told.Add(group);
    }
}
