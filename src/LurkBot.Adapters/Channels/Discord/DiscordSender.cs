using LurkBot.Channels.Wire;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>Sends and edits messages; what became of each is told exactly (CHANNELS D20 to D25, N5). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="addresses">Finds channels.</param>
/// <param name="interactions">Knows how commands are answered.</param>
/// <param name="rendering">Writes plain text.</param>
/// <param name="times">How long it waits.</param>
/// <param name="logger">Told of refusals.</param>
internal sealed partial class DiscordSender(DiscordApi api, DiscordState state, DiscordAddress addresses, DiscordInteractions interactions, DiscordRendering rendering, DiscordTimes times, ILogger logger)
{
    private const int Row = 1, Button = 2, Plain = 2, Danger = 4, ButtonsInRow = 5, LongestData = 100, LongestLabel = 80, MostButtons = 25;
    private const int UnknownChannel = 10003, UnknownMessage = 10008, NotTheAuthor = 50005, NoHistory = 160002, InvalidForm = 50035;

    /// <summary>Refusals of a chat, and not of a message: they may end by themselves, when the owner has done something.</summary>
    private const int Slowmode = 20016, ChannelLimit = 20028, OpensTooFast = 40003;

    /// <summary>Sends a part, or edits its message.</summary>
    /// <param name="part">The part.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var (channel, problem) = await FindAsync(part, target, cancellationToken);
        if (channel is not { } id)
            return problem!;
        var post = new DiscordPost(part.Markup ?? rendering.Escape(part.Text)) { Components = Buttons(part) };
        if (part.PlatformId is { } edited)
            return Snowflake.TryParse(edited) is { } message ? await EditAsync(part, $"/channels/{id}/messages/{message}", post, edited, cancellationToken) : new SendOutcome.Gone();
        if (part.Kind is OutboundKind.Command && !interactions.IsRestored)
            return new SendOutcome.NotYet("how the command is answered is not known yet", null);
        // The full answer to a command is an edit of the one that was given at once; made twice it is the same.
        if (part.Part == 1 && Snowflake.TryParse(part.ReplyTo) is { } asked && await interactions.FindAnswerAsync(asked) is { } path)
        {
            var outcome = await EditAsync(part, path, post, null, cancellationToken);
            if (outcome is not SendOutcome.Gone)
            {
                if (outcome is SendOutcome.Sent)
                    await interactions.ForgetAsync(asked);
                return outcome;
            }

            interactions.Expire(asked);
        }

        var sent = await PostAsync(part, id, New(post, part), null, cancellationToken);
        if (sent is SendOutcome.Sent && part.Part == 1 && Snowflake.TryParse(part.ReplyTo) is { } answered)
            await interactions.EndAsync(answered, cancellationToken);
        return sent;
    }

    /// <summary>Sends a file.</summary>
    /// <param name="part">The part.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendOutcome> SendFileAsync(OutboundRecord part, ReadOnlyMemory<byte> content, DeliveryTarget target, CancellationToken cancellationToken)
    {
        var (channel, problem) = await FindAsync(part, target, cancellationToken);
        if (channel is not { } id)
            return problem!;
        var name = part.File!.Name;
        var post = New(new DiscordPost(part.Markup ?? rendering.Escape(part.File.CaptionIn(part.Text))) { Attachments = [new DiscordUpload(0, name)] }, part);
        return await PostAsync(part, id, post, content, cancellationToken);
    }

    private async ValueTask<(Snowflake? Channel, SendOutcome? Problem)> FindAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (state.Self is { } self && self.Account != target.Account)
            return (null, new SendOutcome.Refused("the chat belongs to another bot"));
        if (part.Buttons.Count > MostButtons || part.Buttons.Any(button => button.Data.Length is 0 or > LongestData))
            return (null, new SendOutcome.Refused("the buttons are more than Discord takes"));
        var (channel, problem) = await addresses.ResolveAsync(target, cancellationToken);
        return channel is not null ? (channel, null) : (null, Told(part, Judge(problem!, null)));
    }

    private async ValueTask<SendOutcome> EditAsync(OutboundRecord part, string path, DiscordPost post, string? edited, CancellationToken cancellationToken)
    {
        using var body = DiscordBody.Json(post with { Components = post.Components ?? [] }, DiscordJson.Default.DiscordPost);
        var answer = await api.CallAsync(HttpMethod.Patch, path, body, times.Ordinary, cancellationToken);
        return answer switch
        {
            // The token of an interaction is not valid any more, or the message is another's.
            DiscordAnswer.Refused { Code: UnknownMessage or NotTheAuthor } => new SendOutcome.Gone(),
            DiscordAnswer.Refused { Status: 401 or 404 } when edited is null => new SendOutcome.Gone(),
            // The same edit again is the same edit.
            DiscordAnswer.Lost lost => new SendOutcome.NotYet(lost.Why, null),
            _ => Told(part, Judge(answer, edited)),
        };
    }

    private async ValueTask<SendOutcome> PostAsync(OutboundRecord part, Snowflake channel, DiscordPost post, ReadOnlyMemory<byte>? file, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var body = file is { } content ? DiscordBody.Upload(post, DiscordJson.Default.DiscordPost, part.File!.Name, content) : DiscordBody.Json(post, DiscordJson.Default.DiscordPost);
            var answer = await api.CallAsync(HttpMethod.Post, $"/channels/{channel}/messages", body, file is null ? times.Ordinary : new DiscordPatience(times.Place, times.Upload), cancellationToken);
            // Without the permission to read the history it cannot be a reply; it is sent as a message.
            if (post.MessageReference is null || answer is not DiscordAnswer.Refused { Code: NoHistory or InvalidForm })
                return Told(part, Judge(answer, null));
            post = post with { MessageReference = null };
        }
    }

    private static DiscordPost New(DiscordPost post, OutboundRecord part) => post with
    {
        Nonce = DiscordNonce.Of(part),
        EnforceNonce = true,
        MessageReference = Snowflake.TryParse(part.ReplyTo) is { } answered ? new DiscordReference(answered, FailIfNotExists: false) : null,
    };

    /// <summary>The buttons of a part; an unfinished reply has one that stops it.</summary>
    private static IReadOnlyList<DiscordComponent>? Buttons(OutboundRecord part)
    {
        if (OutboxSender.IsPreview(part))
            return [new DiscordComponent(Row) { Components = [new DiscordComponent(Button) { Style = Danger, Label = "Stop", CustomId = DiscordMapper.StopData }] }];
        return part.Buttons.Count == 0 ? null : [.. part.Buttons
            .Select(button => new DiscordComponent(Button) { Style = Plain, Label = button.Label.Length <= LongestLabel ? button.Label : button.Label[..LongestLabel], CustomId = button.Data })
            .Chunk(ButtonsInRow).Select(row => new DiscordComponent(Row) { Components = row })];
    }

    private SendOutcome Told(OutboundRecord part, SendOutcome outcome)
    {
        if (outcome is SendOutcome.Refused refused)
            LogRefused(part.Delivery, part.Part, refused.Why);
        return outcome;
    }

    private static SendOutcome Judge(DiscordAnswer answer, string? edited) => answer switch
    {
        DiscordAnswer.Done => answer.Read(DiscordJson.Default.DiscordMessage) is { } message ? new SendOutcome.Sent(message.Id.ToString())
            : edited is not null ? new SendOutcome.Sent(edited) : new SendOutcome.Uncertain("the answer does not name the message"),
        DiscordAnswer.NotSent unsent => new SendOutcome.NotYet(unsent.Why, unsent.After),
        DiscordAnswer.Lost lost => new SendOutcome.Uncertain(lost.Why),
        DiscordAnswer.Refused { Status: 429 } flood => new SendOutcome.NotYet(flood.Said, flood.After),
        DiscordAnswer.Refused { Code: Slowmode or ChannelLimit or OpensTooFast } slow => new SendOutcome.NotYet(slow.Said, slow.After),
        DiscordAnswer.Refused { Status: 401 } unknown => new SendOutcome.NotYet(unknown.Said, null),
        DiscordAnswer.Refused { Code: UnknownChannel } => new SendOutcome.Refused("the channel or thread is gone") { IsOfChat = true },
        DiscordAnswer.Refused { Code: 50001 or 50013 } refused => new SendOutcome.Refused($"{refused.Said}: the bot needs the permissions View Channel, Send Messages, Send Messages in Threads, Attach Files and Read Message History there") { IsOfChat = true },
        DiscordAnswer.Refused { Code: 50007 } refused => new SendOutcome.Refused($"{refused.Said}: the person takes no direct messages from the bot") { IsOfChat = true },
        DiscordAnswer.Refused refused => new SendOutcome.Refused(refused.Said),
        _ => throw new InvalidOperationException("An unknown answer."),
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Discord: the message of {Delivery}, part {Part}, was refused: {Why}.")]
    private partial void LogRefused(string delivery, int part, string why);
}
