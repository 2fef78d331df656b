using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Puts the name of each part beside its message, and finds by it whether one whose answer was lost was sent (CHANNELS S21). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackProof(SlackApi api, SlackTimes times)
{
    private const string Kind = "lurkbot_part";
    private const int Page = 200, MostPages = 20;

    /// <summary>The clocks may differ by so much.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    /// <summary>What is put beside a part's message.</summary>
    /// <param name="part">The part.</param>
    public static string Metadata(OutboundRecord part) =>
        new JsonObject { ["event_type"] = Kind, ["event_payload"] = new JsonObject { ["id"] = NameOf(part) } }.ToJsonString();

    /// <summary>Looks for a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="chat">Its chat.</param>
    /// <param name="thread">Its thread; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendProof> FindAsync(OutboundRecord part, string chat, string? thread, CancellationToken cancellationToken)
    {
        var name = NameOf(part);
        var oldest = SlackTs.At(part.At - Slack);
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.CallAsync(
                thread is null ? "conversations.history" : "conversations.replies",
                [("channel", chat), ("ts", thread), ("oldest", oldest), ("inclusive", "true"), ("include_all_metadata", "true"), ("limit", Page.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)],
                times.Request,
                cancellationToken);
            if (SlackApi.Read(answer, "messages", SlackJson.Default.SlackMessageArray) is not { } messages)
                return answer is SlackAnswer.Refused { IsLimit: false, IsOutage: false, IsUnauthorized: false } or SlackAnswer.Done ? new SendProof.Unknown() : new SendProof.NotNow();
            if (messages.FirstOrDefault(message => message.Ts is not null && message.Metadata is { EventType: Kind, EventPayload: { ValueKind: JsonValueKind.Object } payload } && payload.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String && id.GetString() == name) is { } found)
                return new SendProof.Sent(found.Ts!);
            cursor = SlackApi.Text(answer, "response_metadata", "next_cursor");
            if (cursor is null)
                return new SendProof.Absent();
        }

        return new SendProof.Unknown();
    }

    private static string NameOf(OutboundRecord part) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{part.Delivery}\n{part.Part}"))).AsSpan(0, 16));
}
