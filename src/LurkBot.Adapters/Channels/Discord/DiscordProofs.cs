using System.Text.Json;
using LurkBot.Channels.Wire;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Looks whether a part was sent whose answer was lost: the gateway tells the bot's own messages with their nonces, and the history shows them (CHANNELS D21). Thread-safe.</summary>
/// <param name="api">Makes requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="addresses">Finds channels.</param>
/// <param name="rendering">Writes plain text.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class DiscordProofs(DiscordApi api, DiscordState state, DiscordAddress addresses, DiscordRendering rendering, TimeProvider time, DiscordTimes times)
{
    private const int Page = 100, MostPages = 10;

    /// <summary>The clocks of Discord and of this machine may differ by so much.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>For so long Discord sends nothing twice that has the same nonce; it says "the past few minutes".</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(2);

    /// <summary>Looks for a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="target">Where it was sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendProof> FindAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var nonce = DiscordNonce.Of(part);
        if (state.FindSent(nonce) is { } heard)
            return new SendProof.Sent(heard.ToString());
        if (state.Self is not { } self)
            return new SendProof.NotNow();
        var (channel, problem) = await addresses.ResolveAsync(target, cancellationToken);
        if (channel is not { } id)
            return problem is DiscordAnswer.Refused { Status: 403 or 404 } ? new SendProof.Absent() : new SendProof.NotNow();
        var began = part.UpdatedAt == default ? part.At : part.UpdatedAt;
        var after = Snowflake.From(began - Margin);
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.CallAsync(HttpMethod.Get, $"/channels/{id}/messages?after={after}&limit={Page}", null, times.Ordinary, cancellationToken);
            if (answer.Elements() is not { } messages)
                // Without the permission to read the history, the platform does not tell.
                return answer is DiscordAnswer.Refused { Status: 403 } ? new SendProof.Unknown() : new SendProof.NotNow();
            if (Find(messages, part, nonce, self) is { } sent)
                return sent;
            if (messages.Count < Page)
                return await FindInNewestAsync(id, part, nonce, self, cancellationToken) ?? (IsSurelyAbsent(part, began) ? new SendProof.Absent() : new SendProof.NotNow());
            after = messages.Select(raw => Snowflake.In(raw, "id") ?? after).Max();
        }

        return new SendProof.Unknown();
    }

    /// <summary>
    /// A request may still be on its way when its answer is lost. Within the time of the nonce the same request again does no harm; later it has arrived or never will.
    /// </summary>
    private bool IsSurelyAbsent(OutboundRecord part, DateTimeOffset began) => time.GetUtcNow() - began is var age && (age < Remembered || age > times.Place + (part.File is null ? times.Request : times.Upload));

    /// <summary>Looks among the newest messages: the clock of this machine may be wrong by more. Without the permission to read the history, a channel looks empty.</summary>
    private async ValueTask<SendProof?> FindInNewestAsync(Snowflake channel, OutboundRecord part, string nonce, DiscordSelf self, CancellationToken cancellationToken)
    {
        var answer = await api.CallAsync(HttpMethod.Get, $"/channels/{channel}/messages?limit={Page}", null, times.Ordinary, cancellationToken);
        if (answer.Elements() is not { } messages)
            return new SendProof.NotNow();
        // In a direct chat there is no such permission: one whose messages were deleted is empty.
        if (messages.Count == 0 && state.Places.Find(channel) is not { Type: DiscordRoomKind.Direct })
        {
            var access = await new DiscordAccessReader(api, self, time, times).ReadAsync(channel, cancellationToken);
            if (access.Problem is not null || access.Missing.HasFlag(DiscordPermission.ReadMessageHistory))
                return access.Problem is not null ? new SendProof.NotNow() : new SendProof.Unknown();
        }

        return Find(messages, part, nonce, self);
    }

    private SendProof.Sent? Find(IReadOnlyList<JsonElement> messages, OutboundRecord part, string nonce, DiscordSelf self)
    {
        foreach (var message in messages.Select(raw => DiscordAnswer.ReadOne(raw, DiscordJson.Default.DiscordMessage)))
        {
            if (message?.Author?.Id == self.Id && Is(message, part, nonce))
                return new SendProof.Sent(message.Id.ToString());
        }

        return null;
    }

    private static bool HasStop(DiscordMessage message) => message.Components is { ValueKind: JsonValueKind.Array } rows && rows.EnumerateArray()
        .SelectMany(row => row.ValueKind is JsonValueKind.Object && row.TryGetProperty("components", out var inner) && inner.ValueKind is JsonValueKind.Array ? inner.EnumerateArray() : default(IEnumerable<JsonElement>) ?? [])
        .Any(button => button.ValueKind is JsonValueKind.Object && button.TryGetProperty("custom_id", out var id) && id.ValueKind is JsonValueKind.String && id.GetString() == DiscordMapper.StopData);

    private bool Is(DiscordMessage message, OutboundRecord part, string nonce)
    {
        if (message.Nonce is { ValueKind: JsonValueKind.String } known)
            return known.GetString() == nonce;
        // What a preview says changes; it alone has a button that stops it.
        if (OutboxSender.IsPreview(part))
            return state.NonceOf(message.Id) is null && HasStop(message);
        // It was sent as another part.
        if (state.NonceOf(message.Id) is { } other && other != nonce)
            return false;
        var content = part.Markup ?? rendering.Escape(part.File is { } sent ? sent.CaptionIn(part.Text) : part.Text);
        return string.Equals((message.Content ?? "").Trim(), content.Trim(), StringComparison.Ordinal)
            && (part.File is not { } file ? message.Attachments is not { Count: > 0 } : message.Attachments?.Any(attachment => attachment.Filename == file.Name) == true);
    }
}
