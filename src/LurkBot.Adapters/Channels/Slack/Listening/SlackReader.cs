using System.Text.Json;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Reads envelopes, each for itself: one that cannot be read is kept as it came and stops no other. Thread-safe.</summary>
/// <param name="people">Knows people.</param>
/// <param name="threads">Asks how threads begin.</param>
/// <param name="progress">Knows threads.</param>
/// <param name="gap">Says whether that may be out of date.</param>
/// <param name="options">What the owner set.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackReader(SlackPeople people, SlackThreads threads, SlackProgress progress, SlackGap gap, ChannelOptions options, TimeProvider time, SlackTimes times)
{
    /// <summary>How events are looked at.</summary>
    /// <param name="bot">The bot.</param>
    public SlackView View(SlackBot bot) => new(bot, options.RepliesInThread, !options.MentionGating, people.Find, progress.IsOurs);

    /// <summary>Reads an envelope: learns who is in it, so that it can be mapped once everything before it was taken.</summary>
    /// <param name="frame">The envelope.</param>
    /// <param name="bot">The bot.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What maps it; null for what says nothing. Neither throws for what is in the envelope.</returns>
    public async Task<SlackReading> ReadAsync(SlackFrame frame, SlackBot bot, CancellationToken cancellationToken)
    {
        var raw = frame.Payload.ValueKind is JsonValueKind.Undefined ? "" : frame.Payload.GetRawText();
        var own = Own(bot, frame.EnvelopeId ?? SlackMapper.Hash(raw));
        PlatformEvent.Unreadable Broken(Exception e) => new(own, raw, Why(e));
        try
        {
            var read = await ParseAsync(frame, bot, own, cancellationToken);
            return read with
            {
                Map = () =>
                {
                    try
                    {
                        return read.Map();
                    }
                    catch (Exception e) when (e is not OutOfMemoryException)
                    {
                        // Whatever a hostile event does is that event's fault alone.
                        return Broken(e);
                    }
                },
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new SlackReading(() => Broken(e));
        }
    }

    private async Task<SlackReading> ParseAsync(SlackFrame frame, SlackBot bot, MessageSource own, CancellationToken cancellationToken)
    {
        switch (frame.Type)
        {
            case "events_api":
                var callback = frame.Payload.Deserialize(SlackJson.Default.SlackCallback);
                // Such as app_rate_limited, which has no event (CHANNELS S11).
                if (callback?.Event is not { } told)
                    return new SlackReading(() => new PlatformEvent.NotTaken(own, "a callback without an event"));
                var learning = people.LearnAsync(PeopleIn(told.Message ?? told), cancellationToken);
                var (begin, isOurs) = await threads.LookAsync(told, bot, cancellationToken);
                await learning;
                if (begin is not null)
                    await people.LearnAsync(PeopleIn(begin), cancellationToken);
                bool IsOurs(string chat, string root) => isOurs == true || progress.IsOurs(chat, root);
                return new SlackReading(() => SlackMapper.Map(told, View(bot) with { BeginningOf = (_, _) => begin, IsOurs = IsOurs }, callback.EventId is { Length: > 0 } id ? Own(bot, id) : own))
                {
                    CanTell = () => isOurs is not null || !gap.IsOpen || (told.Channel is { } chat && (told.Message ?? told).ThreadTs is { } root && progress.IsOurs(chat, root)),
                };
            case "interactive":
                var press = frame.Payload.Deserialize(SlackJson.Default.SlackInteraction) ?? throw new FormatException("It is empty.");
                await people.LearnAsync([press.User?.Id ?? ""], cancellationToken);
                return new SlackReading(() => SlackMapper.Map(press, View(bot), own));
            case "slash_commands":
                var command = frame.Payload.Deserialize(SlackJson.Default.SlackSlashCommand) ?? throw new FormatException("It is empty.");
                await people.LearnAsync([command.UserId ?? ""], cancellationToken);
                var isDirect = command.ChannelId is { Length: > 0 } channel && SlackAddress.IsDirectChat(channel) && SlackAddress.IsId(command.UserId);
                var chat = isDirect ? (await people.DirectChatAsync(command.UserId!, times.LookUp, cancellationToken)).Chat : null;
                var at = time.GetUtcNow();
                return new SlackReading(() => SlackMapper.Map(command, chat, own.Message, at, View(bot)));
            default:
                return new SlackReading(() => new PlatformEvent.NotTaken(own, "a kind of envelope that is not used"));
        }
    }

    /// <summary>Whether Slack says that it holds events back, since there were too many in an hour (CHANNELS S11).</summary>
    /// <param name="frame">The envelope.</param>
    public static bool IsLimit(SlackFrame frame) =>
        frame is { Type: "events_api", Payload.ValueKind: JsonValueKind.Object } && frame.Payload.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String && type.ValueEquals("app_rate_limited");

    /// <summary>The event in an envelope, as it came.</summary>
    /// <param name="frame">The envelope.</param>
    /// <returns>Null when it has none that can be read.</returns>
    public static SlackMessage? EventOf(SlackFrame frame)
    {
        try
        {
            return frame.Payload.ValueKind is JsonValueKind.Object ? frame.Payload.Deserialize(SlackJson.Default.SlackCallback)?.Event : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What becomes of a message in a history that cannot be read: it is kept as it came, each time as the same.</summary>
    /// <param name="raw">The message.</param>
    /// <param name="chat">Its channel.</param>
    /// <param name="bot">The bot.</param>
    /// <param name="cause">What went wrong.</param>
    public static PlatformEvent.Unreadable Broken(JsonElement raw, string chat, SlackBot bot, Exception cause)
    {
        var text = raw.GetRawText();
        return new PlatformEvent.Unreadable(Own(bot, $"{chat}-{SlackMapper.Hash(text)}"), text, Why(cause));
    }

    /// <summary>The people whom a message is about.</summary>
    /// <param name="message">The message.</param>
    public static IEnumerable<string> PeopleIn(SlackMessage message) => SlackText.Named(message.Text ?? "").Prepend(message.User ?? "");

    private static string Why(Exception e) => PlatformFailure.Odd(e, "Slack's documentation");

    private static MessageSource Own(SlackBot bot, string id) => new(SlackChannel.ChannelName, bot.Account, "event", id, MessageSource.First);
}
