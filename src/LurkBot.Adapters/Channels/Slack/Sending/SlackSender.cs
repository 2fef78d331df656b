using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>Sends and edits messages; what became of each is told exactly (CHANNELS S18 to S24, N5). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="people">Knows direct chats.</param>
/// <param name="streams">Shows unfinished replies.</param>
/// <param name="status">Says that a reply is being written.</param>
/// <param name="times">How long it waits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of refusals.</param>
internal sealed partial class SlackSender(SlackApi api, SlackState state, SlackPeople people, SlackStreams streams, SlackStatus status, SlackTimes times, TimeProvider time, ILogger logger)
{
    /// <summary>Slack's refusal to edit a message that streams.</summary>
    private const string StreamConflict = "streaming_state_conflict";

    private const int LongestData = 2000, LongestLabel = 75, LongestNotification = 1000, LongestSection = 3000, Outages = 2, KeptOutages = 1000;

    /// <summary>What is longer loses its end without an error (CHANNELS S18).</summary>
    private const int LongestMessage = 40_000;

    /// <summary>What must wait longer for its place goes back to the ledger, where a crash does no harm to it.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Refusals of how a message is written; the same text is taken in a plainer form (CHANNELS S19, S22).</summary>
    private static readonly string[] FormRefusals = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments", "cannot_parse_attachment", "only_one_table_allowed", "invalid_arguments"];

    private readonly SlackPace messages = new(new SteadyTime(time), times.BetweenMessages, burst: 4), edits = new(new SteadyTime(time), times.BetweenEdits, burst: 3);
    private readonly ConcurrentDictionary<(string Delivery, int Part), int> outages = new();

    /// <summary>Sends a part, or edits its message.</summary>
    /// <param name="part">The part.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var (address, chat, problem) = await ResolveAsync(target, cancellationToken);
        if (problem is not null)
            return problem;
        if (part.Buttons.Any(button => button.Data.Length is 0 or > LongestData))
            return new SendOutcome.Refused("the data of a button is empty or longer than 2,000 characters");
        if (part.PlatformId is { } id && !SlackTs.IsValid(id))
            return new SendOutcome.Gone();
        var isPreview = OutboxSender.IsPreview(part);
        if (isPreview && await streams.ShowAsync(part, address!, chat!, cancellationToken) is { } shown)
            return shown;
        if (part.PlatformId is { } streamed)
            await streams.EndAsync(chat!, streamed, maybe: part.Kind is OutboundKind.Reply && address!.Thread is not null, cancellationToken);
        var outcome = await TryAllAsync(part, address!, chat!, isPreview, cancellationToken);
        if (!isPreview && outcome is SendOutcome.Sent or SendOutcome.Refused && address!.Thread is { } thread)
            await status.EndAsync(chat!, thread, cancellationToken);
        return outcome;
    }

    /// <summary>The chat of a target.</summary>
    private async ValueTask<(SlackAddress? Address, string? Chat, SendOutcome? Problem)> ResolveAsync(DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (SlackAddress.TryParse(target) is not { } address)
            return (null, null, new SendOutcome.Refused("the address is not one of Slack's"));
        if (state.Bot is { } bot && bot.Account != target.Account)
            return (null, null, new SendOutcome.Refused("the chat belongs to another bot"));
        if (!address.IsPerson)
            return (address, address.Chat, null);
        var (chat, problem) = await people.DirectChatAsync(address.Chat, times.Request, cancellationToken);
        return (address, chat, problem switch
        {
            null => null,
            // Nothing was sent: to open a chat says nothing in it.
            SlackAnswer.Refused { IsLimit: false, IsOutage: false, IsUnauthorized: false } refused => new SendOutcome.Refused(Reason(refused)),
            SlackAnswer.Refused refused => new SendOutcome.NotYet(refused.Said, refused.After),
            _ => new SendOutcome.NotYet(problem.Said, null),
        });
    }

    private async ValueTask<SendOutcome> TryAllAsync(OutboundRecord part, SlackAddress address, string chat, bool isPreview, CancellationToken cancellationToken)
    {
        string?[] forms = isPreview ? [part.Markup, null] : [part.Rich, part.Markup, null];
        // Some blocks make Slack fail inside, each time.
        if (outages.GetValueOrDefault((part.Delivery, part.Part)) >= Outages)
            forms = [null];
        foreach (var blocks in forms.Where((form, i) => form is not null || i == forms.Length - 1))
        {
            if (blocks is null && SlackText.Encode(part.Text).Length > LongestMessage)
                return new SendOutcome.Refused("Slack does not take its form, and as plain text it is longer than 40,000 characters");
            if (await WaitAsync(part, chat, isPreview, cancellationToken) is { } notYet)
                return notYet;
            var answer = await RequestAsync(part, address, chat, blocks, cancellationToken);
            if (blocks is not null && answer is SlackAnswer.Refused form && FormRefusals.Contains(form.Error, StringComparer.Ordinal))
            {
                LogRefused("form", part.Delivery, part.Part, form.Said);
                continue;
            }

            if (part.PlatformId is { } edited && answer is SlackAnswer.Refused { Error: StreamConflict })
            {
                streams.StillOpen(chat, edited);
                await streams.EndAsync(chat, edited, maybe: true, cancellationToken);
                answer = await RequestAsync(part, address, chat, blocks, cancellationToken);
            }

            return await JudgeAsync(answer, part, chat, cancellationToken);
        }

        throw new InvalidOperationException("Plain text has no form to refuse.");
    }

    private async ValueTask<SendOutcome.NotYet?> WaitAsync(OutboundRecord part, string chat, bool isPreview, CancellationToken cancellationToken)
    {
        try
        {
            var isEdit = part.PlatformId is not null;
            var later = await (isEdit ? edits : messages).WaitAsync(isEdit ? "" : chat, isPreview ? TimeSpan.Zero : LongestPause, cancellationToken);
            return later is null ? null : new SendOutcome.NotYet("the chat gets no more messages at once", later);
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.NotYet("it was given up before it was sent", null);
        }
    }

    private ValueTask<SlackAnswer> RequestAsync(OutboundRecord part, SlackAddress address, string chat, string? blocks, CancellationToken cancellationToken)
    {
        var text = SlackText.Encode(part.Text);
        // Beside blocks it is what notifications show; an edit takes 4,000 bytes of it (CHANNELS S20).
        if (blocks is not null)
            text = Shortened(text, LongestNotification);
        var given = blocks is null && part.Buttons.Count == 0 ? part.PlatformId is null ? null : "[]" : Blocks(part, blocks);
        // An edit would else make marks of names and channels in its text, unlike a message.
        return part.PlatformId is { } edited
            ? api.CallAsync("chat.update", [("channel", chat), ("ts", edited), ("text", text), ("parse", "none"), ("blocks", given), ("metadata", SlackProof.Metadata(part))], times.Request, cancellationToken)
            : api.CallAsync(
                "chat.postMessage",
                [("channel", chat), ("thread_ts", address.Thread), ("text", text), ("blocks", given), ("metadata", SlackProof.Metadata(part)), ("mrkdwn", "false"), ("unfurl_links", "false"), ("unfurl_media", "false")],
                times.Request,
                cancellationToken);
    }

    private async ValueTask<SendOutcome> JudgeAsync(SlackAnswer answer, OutboundRecord part, string chat, CancellationToken cancellationToken)
    {
        var edited = part.PlatformId;
        switch (answer)
        {
            case SlackAnswer.Done:
                outages.TryRemove((part.Delivery, part.Part), out _);
                if ((SlackApi.Text(answer, "ts") ?? edited) is { } written)
                    streams.Closed(chat, written);
                return SlackApi.Text(answer, "ts") is { } ts && SlackTs.IsValid(ts) ? new SendOutcome.Sent(ts) : edited is not null ? new SendOutcome.Sent(edited) : new SendOutcome.Uncertain("the answer does not name the message");
            case SlackAnswer.NotSent unsent:
                return new SendOutcome.NotYet(unsent.Why, unsent.After);
            case SlackAnswer.Lost lost:
                // The same edit again is the same edit; the same message again is a second one.
                return edited is null ? new SendOutcome.Uncertain(lost.Why) : new SendOutcome.NotYet(lost.Why, null);
            case SlackAnswer.Refused { IsLimit: true } limit:
                return new SendOutcome.NotYet("Slack asked to wait", limit.After);
            case SlackAnswer.Refused { IsUnauthorized: true } refused:
                return new SendOutcome.NotYet(refused.Said, refused.After);
            case SlackAnswer.Refused { IsOutage: true } outage:
                // Slack says that some of it may have been done.
                if (outages.Count >= KeptOutages)
                    outages.Clear();
                outages.AddOrUpdate((part.Delivery, part.Part), 1, static (_, count) => count + 1);
                return edited is null ? new SendOutcome.Uncertain(outage.Said) : new SendOutcome.NotYet(outage.Said, outage.After);
            case SlackAnswer.Refused { Error: StreamConflict } when edited is not null:
                // A stream that could not be ended: Slack ends it about five minutes after its start (CHANNELS S33).
                streams.StillOpen(chat, edited);
                return new SendOutcome.NotYet("Slack still shows the message as being written", times.StillStreams);
            case SlackAnswer.Refused { Error: "message_not_found" or "cant_update_message" or "edit_window_closed" or "is_inactive" } when edited is not null:
                return new SendOutcome.Gone();
            case SlackAnswer.Refused stream when edited is not null && stream.Error.Contains("stream", StringComparison.Ordinal):
                // The request that ends the stream was lost, too; Slack ends it by itself after a while.
                return new SendOutcome.NotYet(stream.Said, stream.After);
            case SlackAnswer.Refused { Error: "msg_too_long" } when edited is not null:
                // An edit may hold less than a message: the reply is sent as a new message in the preview's place.
                await api.CallAsync("chat.delete", [("channel", chat), ("ts", edited)], times.Request, cancellationToken);
                return new SendOutcome.Gone();
            case SlackAnswer.Refused refused:
                LogRefused("message", part.Delivery, part.Part, refused.Said);
                return new SendOutcome.Refused(Reason(refused)) { IsOfChat = IsOfChat(refused.Error) };
            default:
                throw new InvalidOperationException("An unknown answer.");
        }
    }

    private static bool IsOfChat(string error) => error.StartsWith("restricted_action", StringComparison.Ordinal)
        || error is "not_in_channel" or "channel_not_found" or "is_archived" or "thread_not_found" or "cannot_reply_to_message" or "messages_tab_disabled" or "missing_scope";

    private static string Reason(SlackAnswer.Refused refused) => refused.Error switch
    {
        "not_in_channel" => "the bot is not in the channel: invite it there",
        "channel_not_found" => "the channel is not there, or the bot is not in it",
        "is_archived" => "the channel is archived",
        "restricted_action" or "restricted_action_read_only_channel" or "restricted_action_thread_only_channel" or "restricted_action_non_threadable_channel" => "the channel does not let the bot write",
        "thread_not_found" or "cannot_reply_to_message" => "the thread is gone",
        "messages_tab_disabled" => "direct messages are switched off for the app: App Home, Messages Tab",
        "missing_scope" => $"the bot's token has not the scope {refused.Needed ?? "that is needed"}; see lurkbot channels test slack",
        _ => refused.Said,
    };

    private static string Blocks(OutboundRecord part, string? blocks)
    {
        if (blocks is not null && part.Buttons.Count == 0)
            return blocks;
        var all = blocks is null ? [PlainBlock(part.Text)] : JsonNode.Parse(blocks)!.AsArray();
        var buttons = new JsonArray();
        for (var i = 0; i < part.Buttons.Count; i++)
        {
            var (label, data) = (part.Buttons[i].Label, part.Buttons[i].Data);
            buttons.Add((JsonNode)new JsonObject
            {
                ["type"] = "button",
                ["action_id"] = $"lurkbot-{i}",
                ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = Shortened(label, LongestLabel) },
                ["value"] = data,
            });
        }

        if (buttons.Count > 0)
            all.Add((JsonNode)new JsonObject { ["type"] = "actions", ["elements"] = buttons });
        return all.ToJsonString();
    }

    private static JsonObject PlainBlock(string text) => new()
    {
        ["type"] = "section",
        ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = Shortened(text, LongestSection - 1), ["emoji"] = false },
    };

    private static string Shortened(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)] + "…";

    [LoggerMessage(Level = LogLevel.Information, Message = "Slack: the {What} of {Delivery}, part {Part}, was refused: {Why}.")]
    private partial void LogRefused(string what, string delivery, int part, string why);
}
