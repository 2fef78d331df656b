using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Sends what no session's file tells, such as the reply to a command: as rows of the outbox like everything else.</summary>
/// <param name="ledger">The outbox.</param>
/// <param name="sender">Sends.</param>
/// <param name="time">The clock.</param>
internal sealed class Notices(IDeliveryLedger ledger, OutboxSender sender, TimeProvider time)
{
    /// <summary>Sends a text; one of the same name that was sent before is not sent again.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="target">Where.</param>
    /// <param name="name">The delivery's name.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="text">Plain text or Markdown.</param>
    /// <param name="replyTo">The platform's id of the message that it answers; null for none.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task SendAsync(IChannel channel, DeliveryTarget target, string name, OutboundKind kind, string text, string? replyTo, CancellationToken cancellationToken)
    {
        var parts = channel.Render(text);
        if (parts.Count == 0)
            return;
        sender.Enqueue(await ledger.AddAsync(
            [.. parts.Select((part, i) => new OutboundRecord(name, i + 1, kind, target.Address.Text, part.Plain, time.GetUtcNow())
            {
                Markup = part.Markup,
                Renderer = channel.Capabilities.Renderer,
                ReplyTo = i == 0 ? replyTo : null,
            })],
            cancellationToken));
    }
}
