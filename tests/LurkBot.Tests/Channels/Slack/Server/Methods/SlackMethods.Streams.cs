using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class SlackMethods
{
    private JsonObject StartStream(SlackCall call)
    {
        var channel = Writable(call);
        var thread = Thread(call, channel);
        if (channel.Kind != ConversationKind.Im)
        {
            if (call.Text("recipient_user_id") is not { } user)
                throw new SlackException("missing_recipient_user_id");
            if (call.Text("recipient_team_id") is null)
                throw new SlackException("missing_recipient_team_id");
            if (!world.Users.ContainsKey(user))
                throw new SlackException("user_not_found");
        }

        if (call.Text("task_display_mode") is { } mode && mode is not ("timeline" or "plan"))
            throw SlackException.Arguments($"must match one of the allowed values: timeline, plan [json-pointer:/task_display_mode]");
        CheckContent(call);
        var stream = new WorkspaceStream(call.App, world.Now) { RecipientUser = call.Text("recipient_user_id") };
        var message = world.Write(channel, Bot(call.App, ""), thread);
        (message.Stream, message.Markdown) = (stream, "");
        Append(call, message, stream);
        events.Said(message);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts };
    }

    private JsonObject AppendStream(SlackCall call)
    {
        var (message, stream) = OpenStream(call);
        if (call.Text("markdown_text") is null or "" && call.Array("chunks") is not { Count: > 0 })
            throw new SlackException("no_text");
        CheckContent(call);
        Append(call, message, stream);
        return new JsonObject { ["channel"] = message.Channel.Id, ["ts"] = message.Ts };
    }

    private JsonObject StopStream(SlackCall call)
    {
        var (message, stream) = OpenStream(call);
        CheckContent(call);
        var metadata = Metadata(call);
        if (call.Text("session_status") is { } status)
            CheckSessionStatus(status);
        var blocks = call.Array("blocks");
        if (blocks is not null)
            SlackBlocks.Check(blocks);
        var before = SlackWorld.ToJson(message, withMetadata: false);
        Append(call, message, stream);
        if (blocks is { Count: > 0 })
            message.Change(json => json["blocks"] = SlackBlocks.Complete(blocks, world));
        (stream.IsStopped, message.Metadata) = (true, metadata ?? message.Metadata);
        message.NoteBroadcasts();
        if (call.Text("session_status") is { } set && message.ThreadTs is { } thread)
            world.Thread(message.Channel, thread).SessionStatuses.Add(set);
        events.Edited(message, before);
        return new JsonObject { ["channel"] = message.Channel.Id, ["ts"] = message.Ts, ["message"] = SlackWorld.ToJson(message, withMetadata: true) };
    }

    /// <summary>The stream that a call names, if it takes more.</summary>
    private (WorkspaceMessage Message, WorkspaceStream Stream) OpenStream(SlackCall call)
    {
        var message = Member(call).Find(call.Text("ts")) ?? throw new SlackException("message_not_found");
        if (message.BotId != call.App.BotId)
            throw new SlackException("message_not_owned_by_app");
        if (message.Stream is { IsStoppedByUser: true })
            throw new SlackException("stopped_by_user");
        return message.Stream is { } stream && stream.IsOpen(world.Now) ? (message, stream) : throw new SlackException("message_not_in_streaming_state");
    }

    /// <summary>Checks text and chunks of one call.</summary>
    private static void CheckContent(SlackCall call)
    {
        var (text, chunks) = (call.Text("markdown_text"), call.Array("chunks"));
        if (text is not null && chunks is not null)
            throw new SlackException("cannot_provide_both_markdown_text_and_chunks");
        if (text?.EnumerateRunes().Count() > 12_000)
            throw new SlackException("msg_too_long");
        foreach (var chunk in chunks ?? [])
        {
            switch ((string?)chunk?["type"])
            {
                case "markdown_text" when chunk!["text"] is { } part:
                    if (((string)part!).EnumerateRunes().Count() > 12_000)
                        throw new SlackException("msg_too_long");
                    break;
                case "task_update" when chunk!["id"] is not null && (string?)chunk["title"] is { Length: > 0 and <= 256 } && (string?)chunk["status"] is null or "pending" or "in_progress" or "complete" or "error":
                case "plan_update" when (string?)chunk!["title"] is { Length: > 0 and <= 256 }:
                    break;
                case "blocks" when chunk!["blocks"] is JsonArray blocks:
                    SlackBlocks.Check(blocks);
                    break;
                default:
                    throw new SlackException("invalid_chunks");
            }
        }
    }

    /// <summary>Puts the content of a call at the end of the message. The first content decides between text and chunks.</summary>
    private static void Append(SlackCall call, WorkspaceMessage message, WorkspaceStream stream)
    {
        var (text, chunks) = (call.Text("markdown_text"), call.Array("chunks"));
        if (text is { Length: > 0 } || chunks is { Count: > 0 })
        {
            var isChunked = chunks is { Count: > 0 };
            if ((stream.IsChunked ??= isChunked) != isChunked)
                throw new SlackException("streaming_mode_mismatch");
        }

        var parts = (chunks ?? []).OfType<JsonObject>().Where(chunk => (string?)chunk["type"] == "markdown_text").Select(chunk => (string)chunk["text"]!).Prepend(text ?? "").Where(part => part.Length > 0).ToList();
        stream.Parts.AddRange(parts);
        stream.Updates.AddRange((chunks ?? []).OfType<JsonObject>().Where(chunk => (string?)chunk["type"] != "markdown_text").Select(chunk => (JsonObject)chunk.DeepClone()));
        message.Markdown += string.Concat(parts);
        message.Change(json => json["text"] = message.Markdown);
        message.NoteBroadcasts();
    }
}
