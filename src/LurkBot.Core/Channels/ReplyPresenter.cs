using System.Text;
using LurkBot.Delivery;
using LurkBot.Sessions;

namespace LurkBot.Channels;

/// <summary>
/// Shows a reply on a platform while it is written: a typing sign, and a draft where the platform has one, else a message that is edited. What it shows is
/// a preview: the reply itself is sent by the outbox once the turn has ended, and takes the preview's place (RULES LE7).
/// </summary>
internal sealed class ReplyPresenter : IAsyncDisposable
{
    private static readonly TimeSpan LongestTyping = TimeSpan.FromMinutes(30);

    private readonly IChannel channel;
    private readonly IDeliveryLedger ledger;
    private readonly PlatformChat chat;
    private readonly OutboundRecord preview;
    private readonly Func<bool> isBusy;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource over = new();
    private readonly SemaphoreSlim changed = new(0, 1);
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly Task showing;
    private readonly Task typing;
    private string? tool;
    private string shown = "";

    /// <summary>Begins to show.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="ledger">Where a preview that is a message is written down.</param>
    /// <param name="chat">Where.</param>
    /// <param name="session">The session.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="replyTo">The platform's id of the message that is answered; null for none.</param>
    /// <param name="isBusy">Whether something waits to be sent there that was said before: no preview is sent then, which would stand above it.</param>
    /// <param name="time">The clock.</param>
    public ReplyPresenter(IChannel channel, IDeliveryLedger ledger, PlatformChat chat, SessionId session, long turn, string? replyTo, Func<bool> isBusy, TimeProvider time)
    {
        (this.channel, this.ledger, this.chat, this.isBusy, this.time) = (channel, ledger, chat, isBusy, time);
        preview = new OutboundRecord(IntakeBuilder.DeliveryOf(session, turn), 1, OutboundKind.Reply, chat.Target.Address.Text, "", time.GetUtcNow()) { Session = session, ReplyTo = replyTo };
        Draft = Math.Max(1, turn);
        typing = Task.Run(TypeAsync);
        showing = Task.Run(ShowAsync);
    }

    private long Draft { get; }

    /// <summary>A piece of the reply came.</summary>
    public void Add(string piece)
    {
        lock (gate)
        {
            text.Append(piece);
            tool = null;
        }

        Tell();
    }

    /// <summary>A tool runs.</summary>
    /// <param name="name">Its name; null when it has ended.</param>
    public void Use(string? name)
    {
        lock (gate)
        {
            if (name is not null && text.Length > 0 && text[^1] != '\n')
                text.Append("\n\n");
            tool = name;
        }

        Tell();
    }

    /// <summary>Shows nothing more. When it returns, no request of it is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await Task.WhenAll(showing, typing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
        changed.Dispose();
    }

    private void Tell()
    {
        lock (gate)
        {
            if (changed.CurrentCount == 0)
                changed.Release();
        }
    }

    private async Task TypeAsync()
    {
        var (began, every) = (time.GetTimestamp(), channel.Capabilities.TypingFor - TimeSpan.FromSeconds(1));
        while (time.GetElapsedTime(began) < LongestTyping)
        {
            if (!await channel.ShowTypingAsync(chat.Target, over.Token))
                return;
            await Task.Delay(every > TimeSpan.Zero ? every : channel.Capabilities.TypingFor, time, over.Token);
        }
    }

    private async Task ShowAsync()
    {
        var (pace, hasDrafts, message) = (chat.Kind is PlatformChatKind.Direct ? channel.Capabilities.DirectPace : channel.Capabilities.GroupPace, true, (OutboundRecord?)null);
        while (true)
        {
            await changed.WaitAsync(over.Token);
            await Task.Delay(pace, time, over.Token);
            string now, said;
            lock (gate)
                now = (said = text.ToString()) + (tool is null ? "" : $"`[Using {tool} tool]`");
            if (string.IsNullOrWhiteSpace(now) || string.Equals(now, shown, StringComparison.Ordinal))
                continue;
            if (hasDrafts && await channel.ShowDraftAsync(chat, Draft, now, over.Token))
            {
                shown = now;
                continue;
            }

            hasDrafts = false;
            if (!channel.Capabilities.CanEdit)
                return;
            // A request that has begun is not cancelled: its answer tells which message the reply will take the place of.
            var part = channel.RenderPreview(now) with { Rich = channel.Capabilities.StreamsPreviews && !string.IsNullOrWhiteSpace(said) ? said : null };
            if (message is null)
            {
                if (isBusy())
                {
                    Tell();
                    continue;
                }

                if (await BeginAsync(part) is not { } begun)
                    return;
                message = begun;
            }
            else if (await channel.SendAsync(message with { Markup = part.Markup, Text = part.Plain, Rich = part.Rich }, chat.Target, CancellationToken.None) is SendOutcome.NotYet { After: { } wait })
            {
                await Task.Delay(wait, time, over.Token);
            }

            shown = now;
        }
    }

    /// <summary>Sends the message that will be edited: its row comes first, and its id is stored at once.</summary>
    /// <returns>Null when there is none to edit: it may have been sent, or was not, or the turn has ended.</returns>
    private async Task<OutboundRecord?> BeginAsync(RenderedPart part)
    {
        try
        {
            var rows = await ledger.AddAsync([preview], CancellationToken.None);
            if (rows is not [var row] || !OutboxSender.IsPreview(row))
                return null;
            // After a restart the preview of the turn may be there already.
            if (row.PlatformId is not null)
                return row;
            if (row.State is not OutboundState.Pending || !await ledger.BeginSendingAsync(row.Id, CancellationToken.None))
                return null;
            switch (await channel.SendAsync(row with { Markup = part.Markup, Text = part.Plain, Rich = part.Rich }, chat.Target, CancellationToken.None))
            {
                case SendOutcome.Sent sent:
                    await ledger.MoveOutboundAsync(row.Id, OutboundState.Sending, sent.PlatformId, null, CancellationToken.None);
                    return row with { PlatformId = sent.PlatformId };
                case SendOutcome.Uncertain:
                    return null;
                default:
                    await ledger.MoveOutboundAsync(row.Id, OutboundState.Pending, null, "the preview was not sent", CancellationToken.None);
                    return null;
            }
        }
        catch (LurkBotException)
        {
            // The ledger cannot be written: no preview, and the reply is sent once it can.
            return null;
        }
    }
}
