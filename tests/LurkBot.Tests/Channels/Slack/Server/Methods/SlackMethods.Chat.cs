using System.Text;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class SlackMethods
{
    private const int MaxText = 40_000;

    private JsonObject PostMessage(SlackCall call)
    {
        var channel = Writable(call);
        var (text, blocks, markdown) = Content(call);
        var metadata = Metadata(call);
        var thread = Thread(call, channel);
        var content = Bot(call.App, Cut(markdown ?? text));
        if (blocks is { Count: > 0 })
            content["blocks"] = blocks;
        if (call.Array("attachments") is { Count: > 0 } attachments)
            content["attachments"] = attachments.DeepClone();
        if (call.Text("username") is { } name)
            (content["username"], content["subtype"]) = (name, "bot_message");
        if (call.Flag("reply_broadcast") is true && thread is not null)
            content["subtype"] = "thread_broadcast";
        var message = world.Write(channel, content, thread);
        (message.Metadata, message.Markdown) = (metadata, markdown);
        message.NoteBroadcasts();
        events.Said(message);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts, ["message"] = SlackWorld.ToJson(message, withMetadata: true) };
    }

    private JsonObject PostEphemeral(SlackCall call)
    {
        var channel = Writable(call);
        var user = world.Users.GetValueOrDefault(call.Text("user")!) ?? throw new SlackException("user_not_found");
        if (!channel.Has(user))
            throw new SlackException("user_not_in_channel");
        var (text, blocks, markdown) = Content(call);
        var ephemeral = new WorkspaceEphemeral(channel, user.Id, world.NewTs(), Thread(call, channel), Cut(markdown ?? text), blocks ?? []);
        world.Ephemerals.Add(ephemeral);
        return new JsonObject { ["message_ts"] = ephemeral.Ts };
    }

    private JsonObject Update(SlackCall call)
    {
        var channel = Known(call);
        var message = channel.Find(call.Text("ts")) ?? throw new SlackException("message_not_found");
        if (message.BotId != call.App.BotId)
            throw new SlackException("cant_update_message");
        if (message.Stream is { } stream && stream.IsOpen(world.Now))
            throw new SlackException("streaming_state_conflict");
        if (world.EditWindow is { } window && world.Now - message.Time > window)
            throw new SlackException("edit_window_closed");
        var (text, blocks, markdown) = Content(call);
        // Unlike chat.postMessage, an edit reads its text as a client does, if it does not say otherwise.
        text = call.Text("parse") switch { null or "client" or "full" => SlackText.Link(world, text), "none" => text, _ => throw SlackException.Arguments("must match one of the allowed values: none, full [json-pointer:/parse]") };
        if (Encoding.UTF8.GetByteCount(text) > 4000)
            throw new SlackException("msg_too_long");
        var (metadata, before) = (Metadata(call), SlackWorld.ToJson(message, withMetadata: false));
        message.Edit(json =>
        {
            if (markdown is not null || call.Text("text") is not null)
                json["text"] = Cut(markdown ?? text);
            // Blocks stay when the call has none; an empty list takes them away.
            if (blocks is { Count: > 0 })
                json["blocks"] = blocks;
            else if (blocks is not null || markdown is not null)
                json.Remove("blocks");
            json["edited"] = new JsonObject { ["user"] = call.App.User.Id, ["ts"] = world.NewTs() };
        });
        message.Markdown = markdown;
        message.Metadata = metadata ?? message.Metadata;
        message.NoteBroadcasts();
        events.Edited(message, before);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts, ["text"] = message.Text, ["message"] = SlackWorld.ToJson(message, withMetadata: true) };
    }

    private JsonObject Delete(SlackCall call)
    {
        var channel = Known(call);
        var message = channel.Find(call.Text("ts")) ?? throw new SlackException("message_not_found");
        if (message.BotId != call.App.BotId)
            throw new SlackException("cant_delete_message");
        if (message.Stream is { } stream && stream.IsOpen(world.Now))
            throw new SlackException("cant_delete_message");
        var before = SlackWorld.ToJson(message, withMetadata: false);
        message.IsDeleted = true;
        events.Deleted(message, before);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts };
    }

    private JsonObject Permalink(SlackCall call)
    {
        var channel = Known(call);
        var message = channel.Find(call.Text("message_ts")) ?? throw new SlackException("message_not_found");
        return new JsonObject { ["channel"] = channel.Id, ["permalink"] = $"{world.Root}/archives/{channel.Id}/p{message.Ts.Replace(".", "", StringComparison.Ordinal)}" };
    }

    private JsonObject AddReaction(SlackCall call)
    {
        var (message, name) = (Reactable(call), call.Text("name")!);
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '+' or '-' or ':' or '\''))
            throw new SlackException("invalid_name");
        if (message.Reactions.Contains((name, call.App.User.Id)))
            throw new SlackException("already_reacted");
        React(message, call.App.User, name, isAdded: true);
        return [];
    }

    private JsonObject RemoveReaction(SlackCall call)
    {
        var (message, name) = (Reactable(call), call.Text("name")!);
        if (!message.Reactions.Contains((name, call.App.User.Id)))
            throw new SlackException("no_reaction");
        React(message, call.App.User, name, isAdded: false);
        return [];
    }

    private JsonObject GetReactions(SlackCall call)
    {
        var message = Reactable(call);
        return new JsonObject { ["type"] = "message", ["channel"] = message.Channel.Id, ["message"] = SlackWorld.ToJson(message, withMetadata: false) };
    }

    /// <summary>Sets or takes away a reaction, and tells the apps.</summary>
    public void React(WorkspaceMessage message, WorkspaceUser user, string name, bool isAdded)
    {
        message.Reactions = isAdded ? message.Reactions.Add((name, user.Id)) : message.Reactions.Remove((name, user.Id));
        events.InChannel(message.Channel, isAdded ? "reaction_added" : "reaction_removed", "reactions:read", new JsonObject
        {
            ["user"] = user.Id,
            ["reaction"] = name,
            ["item"] = new JsonObject { ["type"] = "message", ["channel"] = message.Channel.Id, ["ts"] = message.Ts },
            ["item_user"] = message.User,
        });
    }

    private WorkspaceMessage Reactable(SlackCall call)
    {
        var channel = Member(call);
        if (!IsTs(call.Text("timestamp")!))
            throw new SlackException("bad_timestamp");
        return channel.Find(call.Text("timestamp")) ?? throw new SlackException("message_not_found");
    }

    /// <summary>The fields that each message of an app has.</summary>
    private JsonObject Bot(WorkspaceApp app, string text) => new()
    {
        ["user"] = app.User.Id,
        ["bot_id"] = app.BotId,
        ["app_id"] = app.Id,
        ["text"] = text,
        ["team"] = world.Team,
        ["bot_profile"] = new JsonObject { ["id"] = app.BotId, ["app_id"] = app.Id, ["name"] = app.User.Name, ["deleted"] = false, ["updated"] = 1_760_000_000, ["team_id"] = world.Team, ["icons"] = new JsonObject() },
    };

    /// <summary>A text that is too long loses its end without an error.</summary>
    private static string Cut(string text)
    {
        if (text.Length <= MaxText)
            return text;
        return string.Concat(text.EnumerateRunes().Take(MaxText).Select(rune => rune.ToString()));
    }
}
