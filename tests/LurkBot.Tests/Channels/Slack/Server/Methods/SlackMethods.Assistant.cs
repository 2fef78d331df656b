using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class SlackMethods
{
    private static readonly TimeSpan ResponseTime = TimeSpan.FromMinutes(30);
    private const int MaxResponses = 5;

    /// <summary>The answer to a slash command may come with its acknowledgement.</summary>
    public void Answered(WorkspaceInteraction interaction)
    {
        if (interaction is { IsCommand: true, Payload: JsonObject answer })
            Show(interaction, answer);
        else if (interaction is { IsCommand: true, Payload: JsonValue text })
            Show(interaction, new JsonObject { ["text"] = text.DeepClone() });
    }

    /// <summary>A message through the response_url of an interaction: five times in thirty minutes.</summary>
    public void Respond(string key, JsonObject answer)
    {
        lock (world.Gate)
        {
            if (!world.Interactions.TryGetValue(key, out var interaction) || world.Now - interaction.Time > ResponseTime)
                throw new SlackException("expired_url", status: 404);
            if (interaction.Responses >= MaxResponses)
                throw new SlackException("used_url", status: 404);
            interaction.Responses++;
            Show(interaction, answer);
        }
    }

    private void Show(WorkspaceInteraction interaction, JsonObject answer)
    {
        var known = answer.Select(field => field.Key).FirstOrDefault(name => name is not ("text" or "blocks" or "attachments" or "response_type" or "replace_original" or "delete_original" or "thread_ts" or "mrkdwn"
            or "unfurl_links" or "unfurl_media" or "metadata"));
        if (known is not null)
            addProblem($"A response has no field {known}");
        var (text, blocks) = ((string?)answer["text"] ?? "", answer["blocks"] as JsonArray ?? []);
        if ((bool?)answer["delete_original"] is true && interaction.Message is { } gone)
        {
            var last = SlackWorld.ToJson(gone, withMetadata: false);
            gone.IsDeleted = true;
            events.Deleted(gone, last);
            return;
        }

        if (text.Length == 0 && blocks.Count == 0)
            throw new SlackException("no_text", status: 400);
        SlackBlocks.Check(blocks);
        if ((bool?)answer["replace_original"] is true && interaction.Message is { } message)
        {
            var before = SlackWorld.ToJson(message, withMetadata: false);
            message.Edit(json =>
            {
                json["text"] = text;
                json["blocks"] = SlackBlocks.Complete(blocks, world);
            });
            message.Markdown = null;
            message.NoteBroadcasts();
            events.Edited(message, before);
        }
        else if ((string?)answer["response_type"] == "in_channel")
        {
            var content = Bot(interaction.App, Cut(text));
            if (blocks.Count > 0)
                content["blocks"] = SlackBlocks.Complete(blocks, world);
            events.Said(world.Write(interaction.Channel, content, (string?)answer["thread_ts"]));
        }
        else
        {
            world.Ephemerals.Add(new WorkspaceEphemeral(interaction.Channel, interaction.User.Id, world.NewTs(), (string?)answer["thread_ts"], text, blocks));
        }
    }

    private JsonObject SetStatus(SlackCall call)
    {
        var (channel, thread) = AssistantThread(call);
        if (call.Array("loading_messages") is { Count: > 10 })
            throw SlackException.Arguments("no more than 10 items allowed [json-pointer:/loading_messages]");
        world.Thread(channel, thread).Statuses.Add((call.Text("status")!, world.Now));
        return [];
    }

    private JsonObject SetTitle(SlackCall call)
    {
        var (channel, thread) = AssistantThread(call);
        if (channel.Kind != ConversationKind.Im)
            throw new SlackException("channel_type_not_supported");
        world.Thread(channel, thread).Title = call.Text("title");
        return [];
    }

    private JsonObject SetPrompts(SlackCall call)
    {
        var channel = Member(call, "channel_id");
        var prompts = call.Array("prompts")!;
        if (prompts.Count > 4 || prompts.Any(prompt => (string?)prompt?["title"] is not { Length: > 0 } || (string?)prompt["message"] is not { Length: > 0 }))
            throw SlackException.Arguments("no more than 4 items allowed [json-pointer:/prompts]");
        world.Thread(channel, call.Text("thread_ts") ?? "").Prompts = (JsonArray)prompts.DeepClone();
        return [];
    }

    private JsonObject SetSessionStatus(SlackCall call)
    {
        CheckSessionStatus(call.Text("status")!);
        var channel = Member(call, "channel_id");
        world.Thread(channel, call.Text("thread_ts") ?? "").SessionStatuses.Add(call.Text("status")!);
        return new JsonObject { ["status"] = call.Text("status"), ["agent_status"] = call.Text("status") };
    }

    private JsonObject RenameSession(SlackCall call)
    {
        if (call.Text("title") is not { Length: >= 1 and <= 200 } title)
            throw SlackException.Arguments("must be less than 201 characters [json-pointer:/title]");
        world.Thread(Member(call, "channel_id"), call.Text("thread_ts") ?? "").Title = title;
        return [];
    }

    private JsonObject PublishView(SlackCall call)
    {
        if (!world.Users.ContainsKey(call.Text("user_id")!))
            throw new SlackException("user_not_found");
        var view = call.Object("view")!;
        if ((string?)view["type"] != "home" || view["blocks"] is not JsonArray blocks)
            throw SlackException.Arguments("unsupported type [json-pointer:/view/type]");
        SlackBlocks.Check(blocks, 100);
        var key = (call.App, call.Text("user_id")!);
        if (call.Text("hash") is { } hash && world.Homes.TryGetValue(key, out var last) && (string?)last["hash"] != hash)
            throw new SlackException("hash_conflict");
        var published = (JsonObject)view.DeepClone();
        (published["id"], published["team_id"], published["app_id"], published["bot_id"], published["hash"]) = (world.NewId("V"), world.Team, call.App.Id, call.App.BotId, world.NewTs());
        world.Homes[key] = published;
        return new JsonObject { ["view"] = published.DeepClone() };
    }

    private (WorkspaceChannel Channel, string Thread) AssistantThread(SlackCall call)
    {
        var channel = Member(call, "channel_id");
        return (channel, Thread(call, channel)!);
    }

    private static void CheckSessionStatus(string status)
    {
        if (status is not ("active" or "processing" or "suspended" or "closed"))
            throw SlackException.Arguments("must match one of the allowed values: active, processing, suspended, closed [json-pointer:/status]");
    }
}
