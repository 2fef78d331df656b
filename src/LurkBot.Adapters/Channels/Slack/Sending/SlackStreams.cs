using System.Collections.Concurrent;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>
/// Shows unfinished replies in threads as Slack's own streams, with its button to stop them (CHANNELS S32, S33). A stream is a message: the reply takes its
/// place. Only what was not acknowledged is sent again; before Slack ends a stream, its message goes on as one that is edited. Thread-safe, for one caller a message.
/// </summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackStreams(SlackApi api, TimeProvider time, SlackTimes times)
{
    private const int LongestPiece = 12_000, Kept = 1000, KeptWriters = 4000, KeptClosed = 4000;

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Chat, string Ts), (string Acknowledged, DateTimeOffset Since)> open = new();
    private readonly ConcurrentDictionary<(string Chat, string Ts), (string User, string Team)> writers = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> without = new(StringComparer.Ordinal);

    /// <summary>Messages that are known not to stream. Any other may be a stream that an earlier process began.</summary>
    private readonly ConcurrentDictionary<(string Chat, string Ts), bool> closed = new();

    /// <summary>A message came: what answers it is streamed to its writer.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bot">The bot.</param>
    public void Heard(PlatformEvent.Message message, SlackBot bot)
    {
        if (writers.Count >= KeptWriters)
            writers.Clear();
        writers[(message.Source.Chat, message.Source.Message)] = message.Sender.Id.Split('/') is [var team, var user] ? (user, team) : (message.Sender.Id, bot.Team);
    }

    /// <summary>Shows what there is of a reply.</summary>
    /// <param name="part">The preview, with the whole text in its richest form.</param>
    /// <param name="address">Where.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where there is no stream: a message is edited instead.</returns>
    public async ValueTask<SendOutcome?> ShowAsync(OutboundRecord part, SlackAddress address, string chat, CancellationToken cancellationToken)
    {
        if (part.Rich is not { Length: > 0 } markdown)
            return null;
        var text = SlackText.Harmless(char.IsHighSurrogate(markdown[^1]) ? markdown[..^1] : markdown);
        return part.PlatformId is { } ts ? await AppendAsync(text, chat, ts, cancellationToken) : await StartAsync(part, text, address, chat, cancellationToken);
    }

    /// <summary>Ends a stream: Slack refuses to edit or delete a message that streams (CHANNELS S33).</summary>
    /// <param name="chat">Its chat.</param>
    /// <param name="ts">Its message.</param>
    /// <param name="maybe">Whether the message may be a stream of an earlier process, which is not known here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask EndAsync(string chat, string ts, bool maybe, CancellationToken cancellationToken)
    {
        if (!open.TryRemove((chat, ts), out _) && (!maybe || closed.ContainsKey((chat, ts))))
            return;
        var answer = await api.CallAsync("chat.stopStream", [("channel", chat), ("ts", ts)], times.Request, cancellationToken);
        // Also where it is refused, since it ended before: the edit that follows says if it did not.
        if (answer is SlackAnswer.Done or SlackAnswer.Refused { IsLimit: false, IsOutage: false })
            Closed(chat, ts);
    }

    /// <summary>A message is known not to stream.</summary>
    /// <param name="chat">Its chat.</param>
    /// <param name="ts">The message.</param>
    public void Closed(string chat, string ts)
    {
        if (closed.Count >= KeptClosed)
            closed.Clear();
        closed[(chat, ts)] = true;
    }

    /// <summary>Slack refused an edit because the message streams.</summary>
    /// <param name="chat">Its chat.</param>
    /// <param name="ts">The message.</param>
    public void StillOpen(string chat, string ts) => closed.TryRemove((chat, ts), out _);

    /// <summary>Slack ended a stream.</summary>
    /// <param name="chat">Its chat.</param>
    /// <param name="ts">Its message.</param>
    public void Ended(string chat, string ts)
    {
        if (open.TryRemove((chat, ts), out _))
            Closed(chat, ts);
    }

    private async ValueTask<SendOutcome?> StartAsync(OutboundRecord part, string text, SlackAddress address, string chat, CancellationToken cancellationToken)
    {
        if (address.Thread is not { } thread || text.Length > LongestPiece || IsWithout(chat) || IsWithout(""))
            return null;
        (string User, string Team)? to = part.ReplyTo is { } replied && writers.TryGetValue((chat, replied), out var known) ? known : null;
        if (to is null && !address.IsDirect)
            return null;
        var answer = await api.CallAsync("chat.startStream", [("channel", chat), ("thread_ts", thread), ("recipient_user_id", to?.User), ("recipient_team_id", to?.Team), ("markdown_text", text)], times.Request, cancellationToken);
        if (SlackApi.Text(answer, "ts") is { } ts)
        {
            if (open.Count >= Kept)
                open.Clear();
            open[(chat, ts)] = (text, time.GetUtcNow());
            return new SendOutcome.Sent(ts);
        }

        switch (answer)
        {
            case SlackAnswer.Done or SlackAnswer.Lost:
                return new SendOutcome.Uncertain(answer is SlackAnswer.Done ? "the answer does not name the message" : answer.Said);
            case SlackAnswer.Refused { IsOutage: true } outage:
                return new SendOutcome.Uncertain(outage.Said);
            case SlackAnswer.Refused { IsLimit: false } refused:
                // A server that does not know streams has none anywhere.
                without[refused.Error is "unknown_method" or "missing_scope" or "method_deprecated" ? "" : chat] = time.GetUtcNow() + Remembered;
                break;
        }

        return null;
    }

    private async ValueTask<SendOutcome?> AppendAsync(string text, string chat, string ts, CancellationToken cancellationToken)
    {
        if (!open.TryGetValue((chat, ts), out var stream))
            return null;
        if (time.GetUtcNow() - stream.Since is var age && (age >= times.Stream || age < TimeSpan.Zero) || !text.StartsWith(stream.Acknowledged, StringComparison.Ordinal))
        {
            await EndAsync(chat, ts, maybe: true, cancellationToken);
            return null;
        }

        while (stream.Acknowledged.Length < text.Length)
        {
            var end = Math.Min(text.Length, stream.Acknowledged.Length + LongestPiece);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end--;
            var answer = await api.CallAsync("chat.appendStream", [("channel", chat), ("ts", ts), ("markdown_text", text[stream.Acknowledged.Length..end])], times.Request, cancellationToken);
            switch (answer)
            {
                case SlackAnswer.Done:
                    open[(chat, ts)] = stream = (text[..end], stream.Since);
                    break;
                case SlackAnswer.Refused { IsLimit: true } limit:
                    return new SendOutcome.NotYet("Slack asked to wait", limit.After);
                default:
                    // The piece may be there or not: the whole text is shown by an edit, which can be made again.
                    await EndAsync(chat, ts, maybe: true, cancellationToken);
                    return null;
            }
        }

        return new SendOutcome.Sent(ts);
    }

    private bool IsWithout(string chat) => without.TryGetValue(chat, out var until) && until > time.GetUtcNow();
}
