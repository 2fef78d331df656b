using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>Sends files in Slack's three steps; only the last has an effect that is seen (CHANNELS S29).</summary>
internal sealed partial class SlackSender
{
    private const int Looks = 5;

    /// <summary>Sends a file.</summary>
    /// <param name="part">The part.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendOutcome> SendFileAsync(OutboundRecord part, ReadOnlyMemory<byte> content, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var (address, chat, problem) = await ResolveAsync(target, cancellationToken);
        if (problem is not null)
            return problem;
        if (content.IsEmpty)
            return new SendOutcome.Refused("Slack takes no empty file");
        var name = part.File!.Name;
        var placed = await api.CallAsync("files.getUploadURLExternal", [("filename", name), ("length", content.Length.ToString(CultureInfo.InvariantCulture))], times.Request, cancellationToken);
        if (SlackApi.Text(placed, "upload_url") is not { } place || SlackApi.Text(placed, "file_id") is not { } file || !Uri.TryCreate(place, UriKind.Absolute, out var to) || !api.IsSlacks(to))
            return placed is SlackAnswer.Refused { IsLimit: false, IsOutage: false, IsUnauthorized: false } refused ? new SendOutcome.Refused(Reason(refused)) : new SendOutcome.NotYet(placed.Said, (placed as SlackAnswer.Refused)?.After);
        if (await api.UploadAsync(to, content, times.Upload, cancellationToken) is { } failed)
            return new SendOutcome.NotYet(failed, null);
        if (await WaitAsync(part, chat!, isPreview: false, cancellationToken) is { } notYet)
            return notYet;
        var files = new JsonArray(new JsonObject { ["id"] = file, ["title"] = name }).ToJsonString();
        var caption = part.File.CaptionIn(part.Text);
        // Some blocks make Slack fail inside, each time.
        var blocks = outages.GetValueOrDefault((part.Delivery, part.Part)) >= Outages ? null : SlackProof.Mark(part, caption.Length == 0 ? name : caption);
        var answer = await CompleteAsync(blocks);
        if (blocks is not null && answer is SlackAnswer.Refused form && FormRefusals.Contains(form.Error, StringComparer.Ordinal))
        {
            LogRefused("form", part.Delivery, part.Part, form.Said);
            answer = await CompleteAsync(null);
        }

        if (answer is SlackAnswer.Done)
            return new SendOutcome.Sent(await FindAsync(file, chat!, Looks, cancellationToken) ?? file);
        // What this upload is called is known here only; after a restart its message is found by its block.
        if (answer is SlackAnswer.Lost or SlackAnswer.Refused { IsOutage: true } && await FindAsync(file, chat!, Looks, cancellationToken) is { } shared)
            return new SendOutcome.Sent(shared);
        return await JudgeAsync(answer, part, chat!, cancellationToken);

        ValueTask<SlackAnswer> CompleteAsync(string? marked) => api.CallAsync(
            "files.completeUploadExternal",
            [("files", files), ("channel_id", chat), ("thread_ts", address!.Thread), ("blocks", marked), ("initial_comment", marked is not null || caption.Length == 0 ? null : SlackText.Encode(caption))],
            times.Request,
            cancellationToken);
    }

    /// <summary>The message with which a file was shared; Slack shares it a little later than it says so.</summary>
    private async ValueTask<string?> FindAsync(string file, string chat, int looks, CancellationToken cancellationToken)
    {
        for (var i = 1; i <= looks; i++)
        {
            var info = SlackApi.Read(await api.CallAsync("files.info", [("file", file)], times.Request, cancellationToken), "file", SlackJson.Default.SlackFile);
            if (TsIn(info?.Shares, chat) is { } ts)
                return ts;
            await Task.Delay(times.FirstWait / 2 * i, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private static string? TsIn(JsonElement? shares, string chat)
    {
        if (shares is not { ValueKind: JsonValueKind.Object } kinds)
            return null;
        foreach (var kind in kinds.EnumerateObject())
        {
            if (kind.Value.ValueKind is JsonValueKind.Object && kind.Value.TryGetProperty(chat, out var all) && all.ValueKind is JsonValueKind.Array && all.GetArrayLength() > 0
                && all[0].ValueKind is JsonValueKind.Object && all[0].TryGetProperty("ts", out var ts) && ts.ValueKind is JsonValueKind.String && SlackTs.IsValid(ts.GetString()))
                return ts.GetString();
        }

        return null;
    }
}
