using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>
/// Puts the name of each part beside its message, and finds by it whether one whose answer was lost was sent (CHANNELS S21). A file's message takes no metadata: a
/// block of it has the name. Thread-safe.
/// </summary>
/// <param name="api">Makes the requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackProof(SlackApi api, SlackState state, TimeProvider time, SlackTimes times)
{
    private const string Kind = "lurkbot_part";
    private const int Page = 200, MostPages = 20, LongestSection = 3000;

    /// <summary>The clocks may differ by so much.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<long, long> looked = new();

    /// <summary>What is put beside a part's message.</summary>
    /// <param name="part">The part.</param>
    public static string Metadata(OutboundRecord part) =>
        new JsonObject { ["event_type"] = Kind, ["event_payload"] = new JsonObject { ["id"] = NameOf(part) } }.ToJsonString();

    /// <summary>The blocks of a file's message, of which one has the part's name.</summary>
    /// <param name="part">The part.</param>
    /// <param name="text">What they say where the part has no blocks of its own.</param>
    public static string Mark(OutboundRecord part, string text)
    {
        var blocks = part.Markup is { } own && JsonNode.Parse(own) is JsonArray { Count: > 0 } rich ? rich
            : [new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = text.Length <= LongestSection ? text : text[..LongestSection], ["emoji"] = false } }];
        blocks[0]!["block_id"] = BlockOf(part);
        return blocks.ToJsonString();
    }

    /// <summary>Looks for a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="chat">Its chat.</param>
    /// <param name="thread">Its thread; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendProof> FindAsync(OutboundRecord part, string chat, string? thread, CancellationToken cancellationToken)
    {
        if (thread is not null && OutboxSender.IsPreview(part))
            return await FindPreviewAsync(part, chat, thread, cancellationToken);
        Func<SlackMessage, bool> isIt = part.File is null ? HasName(NameOf(part)) : HasBlock(BlockOf(part));
        // The clock of this machine may be wrong by more: without a time nothing hides it.
        var found = await FindAsync(part, chat, thread, SlackTs.At(part.At - Slack), isIt, cancellationToken);
        if (found is SendProof.Absent)
            found = await FindAsync(part, chat, thread, null, isIt, cancellationToken);
        // A file is shared a while after its upload was completed (CHANNELS S29).
        return found is SendProof.Absent && part.File is not null && MayBeShared(part.Id) ? new SendProof.NotNow() : found;
    }

    private async ValueTask<SendProof> FindAsync(OutboundRecord part, string chat, string? thread, string? oldest, Func<SlackMessage, bool> isIt, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.CallAsync(
                thread is null ? "conversations.history" : "conversations.replies",
                [("channel", chat), ("ts", thread), ("oldest", oldest), ("inclusive", "true"), ("include_all_metadata", "true"), ("limit", Page.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)],
                times.Request,
                cancellationToken);
            // A thread that is gone has no answers either.
            if (answer is SlackAnswer.Refused { Error: "thread_not_found" })
                return new SendProof.Absent();
            if (SlackApi.Elements(answer, "messages") is not { } messages)
                return answer is SlackAnswer.Refused { IsLimit: false, IsOutage: false, IsUnauthorized: false } or SlackAnswer.Done ? new SendProof.Unknown() : new SendProof.NotNow();
            if (messages.Select(raw => SlackApi.ReadOne(raw, SlackJson.Default.SlackMessage)).FirstOrDefault(message => message?.Ts is not null && isIt(message)) is { } found)
                return new SendProof.Sent(found.Ts!);
            // The history begins with what is newest: without a time its first page is enough. A thread ends with it.
            cursor = oldest is null && thread is null ? null : SlackApi.Text(answer, "response_metadata", "next_cursor");
            if (cursor is null)
                return new SendProof.Absent();
        }

        return new SendProof.Unknown();
    }

    /// <summary>Whether a file may be shared still. That counts from the first look at it: no clock that was set, and no process before this one, makes it shorter.</summary>
    private bool MayBeShared(long part)
    {
        if (time.GetElapsedTime(looked.GetOrAdd(part, static (_, time) => time.GetTimestamp(), time)) < times.Sharing)
            return true;
        looked.TryRemove(part, out _);
        return false;
    }

    /// <summary>
    /// Looks for a preview in a thread. A stream takes no name before its end: it is the one message of the bot after the question that has none (CHANNELS S32).
    /// </summary>
    private async ValueTask<SendProof> FindPreviewAsync(OutboundRecord part, string chat, string thread, CancellationToken cancellationToken)
    {
        if (state.Bot is not { } bot)
            return new SendProof.NotNow();
        var (hasName, after, unnamed, cursor) = (HasName(NameOf(part)), SlackTs.IsValid(part.ReplyTo) ? part.ReplyTo! : thread, new List<string>(), (string?)null);
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.CallAsync(
                "conversations.replies",
                [("channel", chat), ("ts", thread), ("oldest", after), ("include_all_metadata", "true"), ("limit", Page.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)],
                times.Request,
                cancellationToken);
            if (answer is SlackAnswer.Refused { Error: "thread_not_found" })
                return new SendProof.Absent();
            if (SlackApi.Elements(answer, "messages") is not { } messages)
                return answer is SlackAnswer.Refused { IsLimit: false, IsOutage: false, IsUnauthorized: false } or SlackAnswer.Done ? new SendProof.Unknown() : new SendProof.NotNow();
            foreach (var message in messages.Select(raw => SlackApi.ReadOne(raw, SlackJson.Default.SlackMessage)).OfType<SlackMessage>().Where(message => SlackTs.IsValid(message.Ts)))
            {
                if (hasName(message))
                    return new SendProof.Sent(message.Ts!);
                if (bot.Is(message.User, message.BotId) && message.Metadata?.EventType is null && message.Files is not { Count: > 0 } && SlackTs.Compare(message.Ts!, after) > 0)
                    unnamed.Add(message.Ts!);
            }

            cursor = SlackApi.Text(answer, "response_metadata", "next_cursor");
            if (cursor is null)
                return unnamed switch { [] => new SendProof.Absent(), [var only] => new SendProof.Sent(only), _ => new SendProof.Unknown() };
        }

        return new SendProof.Unknown();
    }

    private static Func<SlackMessage, bool> HasName(string name) =>
        message => message.Metadata is { EventType: Kind, EventPayload: { ValueKind: JsonValueKind.Object } payload } && payload.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String && id.GetString() == name;

    private static Func<SlackMessage, bool> HasBlock(string name) =>
        message => message.Blocks is { ValueKind: JsonValueKind.Array } blocks && blocks.EnumerateArray().Any(block => block.ValueKind is JsonValueKind.Object && block.TryGetProperty("block_id", out var id) && id.ValueKind is JsonValueKind.String && id.GetString() == name);

    private static string BlockOf(OutboundRecord part) => $"{Kind}_{NameOf(part)}";

    /// <summary>What a preview is a part of can change; its row cannot.</summary>
    private static string NameOf(OutboundRecord part) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(OutboxSender.IsPreview(part) ? $"{part.Session}\npreview" : part.Delivery)}\n{(OutboxSender.IsPreview(part) ? part.Id : part.Part)}"))).AsSpan(0, 16));
}
