using LurkBot.Delivery;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>What the ledger says of a part: before its request, and after it.</summary>
internal sealed partial class OutboxSender
{
    /// <summary>Stands in the name of a delivery that tells of a part that was not sent.</summary>
    private const string ToldMark = ":f";

    /// <summary>The platform is asked for so long about a part whose answer was lost.</summary>
    private static readonly TimeSpan LooksForSent = TimeSpan.FromMinutes(10);

    /// <summary>No request is made that is not marked: on a full disk the part waits until there is space (RULES LE3).</summary>
    private async Task<bool> BeginAsync(OutboundRecord part)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            try
            {
                return await ledger.BeginSendingAsync(part.Id, CancellationToken.None);
            }
            catch (LurkBotException e)
            {
                LogLedger(e);
                await Task.Delay(AfterAnError, time, stopping);
            }
        }
    }

    /// <summary>Writes down what became of a part; its request is not made again, however long the disk is full.</summary>
    private async Task SettleAsync(OutboundRecord part, OutboundState state, string? platformId, string? reason)
    {
        while (true)
        {
            try
            {
                await ledger.MoveOutboundAsync(part.Id, state, platformId, reason, CancellationToken.None);
                return;
            }
            catch (LurkBotException e)
            {
                LogLedger(e);
                await Task.Delay(AfterAnError, time, stopping);
            }
        }
    }

    private bool CanFind(OutboundRecord part) =>
        DeliveryTarget.TryParse(new Turns.ReplyAddress(part.Address)) is { } target && channels.TryGetValue(target.Channel, out var channel) && channel.Capabilities.CanFindSent;

    /// <summary>Asks the platform for a part whose answer was lost. The row says meanwhile that it is being sent; what follows it waits, so that the order stays.</summary>
    private async Task<SendProof> FindAsync(IChannel channel, OutboundRecord part, DeliveryTarget target)
    {
        // An edit is found by nothing.
        if (!channel.Capabilities.CanFindSent || part.PlatformId is not null)
            return new SendProof.Unknown();
        var began = time.GetTimestamp();
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
        {
            // What was lost on the way back may be on its way still.
            await Task.Delay(pause, time, stopping);
            var proof = await channel.FindSentAsync(part, target, CancellationToken.None);
            if (proof is not SendProof.NotNow || time.GetElapsedTime(began) > LooksForSent)
                return proof;
        }
    }

    /// <summary>
    /// A reply whose preview may be there, as the process was killed or the answer lost while it was sent: where the platform shows the preview, the reply takes its
    /// place. Where it does not tell, both may be seen, and the ledger says so (RULES LE7).
    /// </summary>
    private async Task<OutboundRecord> WithPreviewAsync(IChannel channel, OutboundRecord part, DeliveryTarget target)
    {
        if (!channel.Capabilities.CanFindSent)
            return part;
        try
        {
            if (await ledger.FindPreviewAsync(part.Delivery, stopping) is not { } preview || !string.Equals(preview.Address, part.Address, StringComparison.Ordinal))
                return part;
            var proof = await FindAsync(channel, preview with { Part = 1, Entry = null }, target);
            if (proof is not (SendProof.Sent or SendProof.Absent))
                return part;
            var found = (proof as SendProof.Sent)?.PlatformId;
            await ReplacePreviewAsync(preview.Id, part.Id, found);
            return part with { PlatformId = found };
        }
        catch (LurkBotException e)
        {
            // The preview stays, and its row says that it may be there.
            LogLedger(e);
            return part;
        }
    }

    /// <summary>Writes down what became of a preview. On a full disk the reply waits until there is space, as it would for its own row: sent before that, it would stand beside its preview.</summary>
    private async Task ReplacePreviewAsync(long preview, long part, string? platformId)
    {
        while (true)
        {
            try
            {
                await ledger.ReplacePreviewAsync(preview, part, platformId, CancellationToken.None);
                return;
            }
            catch (LurkBotException e)
            {
                LogLedger(e);
                await Task.Delay(AfterAnError, time, stopping);
            }
        }
    }

    /// <summary>
    /// A part failed for good: the rest of its text fails with it, and the chat hears that once (RULES LE6). A file that is not sent holds up no other part. What
    /// follows from the failure is written down before the failure itself, so that no end of the process leaves a reply with a hole.
    /// </summary>
    private async Task FailAsync(IChannel channel, OutboundRecord part, string why, string reason, bool isOfChat = false)
    {
        if (part.File is null)
            await FailRestAsync(part);
        if (TextFor(part, why.TrimEnd('.'), isOfChat) is { } text)
            await TellAsync(channel, part, text);
        await SettleAsync(part, OutboundState.Failed, null, reason);
    }

    /// <summary>What the chat hears of a part that it does not get; null for nothing: a notice that is refused is not followed by another.</summary>
    private static string? TextFor(OutboundRecord part, string why, bool isOfChat) => part switch
    {
        { File: { } file } => $"{PlainText.ToMarkdown(file.Name)} could not be sent: {PlainText.ToMarkdown(why)}.",
        { Kind: OutboundKind.Approval } when part.Buttons.Count > 0 || part.PlatformId is null => $"A tool must be allowed first, but the question could not be sent: {PlainText.ToMarkdown(why)}. Without an answer the tool does not run.",
        { Kind: OutboundKind.Approval } => null,
        { Kind: OutboundKind.Notice, Entry: null } => null,
        { Kind: OutboundKind.Notice } when part.Delivery.Contains(ToldMark, StringComparison.Ordinal) => null,
        _ => $"{(part.Part > 1 ? "The rest of this reply" : "The reply")} could not be sent: {PlainText.ToMarkdown(why)}. {(isOfChat ? "Ask again once that is mended." : "Ask again, or for something shorter or simpler.")}",
    };

    /// <summary>Tells the chat of what it does not get.</summary>
    private async Task TellAsync(IChannel channel, OutboundRecord part, string text)
    {
        var rows = channel.Render(text).Select((told, i) => new OutboundRecord($"{part.Delivery}{ToldMark}{part.Part}", i + 1, OutboundKind.Notice, part.Address, told.Plain, time.GetUtcNow())
        {
            Markup = told.Markup,
            Renderer = channel.Capabilities.Renderer,
            Session = part.Session,
            Entry = part.Entry,
        }).ToList();
        while (true)
        {
            try
            {
                Enqueue(await ledger.AddAsync(rows, CancellationToken.None));
                return;
            }
            catch (LurkBotException e)
            {
                LogLedger(e);
                await Task.Delay(AfterAnError, time, stopping);
            }
        }
    }

    private async Task FailRestAsync(OutboundRecord failed)
    {
        List<OutboundRecord> rest;
        lock (gate)
            rest = FindLane(failed.Address) is { } lane ? [.. lane.Where(part => part.Id != failed.Id && string.Equals(part.Delivery, failed.Delivery, StringComparison.Ordinal))] : [];
        foreach (var part in rest)
            await SettleAsync(part, OutboundState.Failed, null, "an earlier part was not sent");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "out-{Row} may have been sent: {Why}. See: lurkbot deliveries")]
    private partial void LogUncertain(long row, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "out-{Row} was not sent: {Why}. See: lurkbot deliveries")]
    private partial void LogRefused(long row, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "out-{Row} could not be sent.")]
    private partial void LogFailed(Exception exception, long row);

    [LoggerMessage(Level = LogLevel.Error, Message = "The delivery ledger cannot be used; nothing is sent until it can.")]
    private partial void LogLedger(Exception exception);
}
