using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What people do.</summary>
internal sealed partial class SlackServer
{
    /// <summary>A person writes. @name, #channel, @here and addresses become entities, as in the apps.</summary>
    /// <param name="channel">The conversation.</param>
    /// <param name="user">The person.</param>
    /// <param name="typed">What is typed.</param>
    /// <param name="thread">A message of the thread; null for the conversation itself.</param>
    /// <param name="isBroadcast">Whether a reply is also sent to the channel.</param>
    public WorkspaceMessage Say(WorkspaceChannel channel, WorkspaceUser user, string typed, WorkspaceMessage? thread = null, bool isBroadcast = false) =>
        SayRaw(channel, user, Typed(typed, isBroadcast), thread);

    /// <summary>A person's message of any kind: its own fields of the message object.</summary>
    public WorkspaceMessage SayRaw(WorkspaceChannel channel, WorkspaceUser user, JsonObject content, WorkspaceMessage? thread = null)
    {
        lock (world.Gate)
        {
            Assert.True(channel.Has(user), $"{user.Name} is not in {channel.Name}");
            content["user"] ??= user.Id;
            if (user.Team != world.Team)
                (content["team"], content["user_team"], content["source_team"]) = (user.Team, user.Team, user.Team);
            return Write(channel, content, thread);
        }
    }

    /// <summary>Another program writes through a webhook: there is no user.</summary>
    public WorkspaceMessage SayAsBot(WorkspaceChannel channel, string name, string typed, WorkspaceMessage? thread = null)
    {
        lock (world.Gate)
            return Write(channel, new JsonObject { ["subtype"] = "bot_message", ["bot_id"] = world.NewId("B"), ["username"] = name, ["text"] = SlackText.Compose(world, typed) }, thread);
    }

    /// <summary>A person edits a message.</summary>
    public void Edit(WorkspaceMessage message, string typed) => Change(() =>
    {
        var before = SlackWorld.ToJson(message, withMetadata: false);
        message.Edit(json =>
        {
            json["text"] = SlackText.Compose(world, typed);
            json["edited"] = new JsonObject { ["user"] = message.User, ["ts"] = world.NewTs() };
        });
        message.NoteBroadcasts();
        http.Events.Edited(message, before);
    });

    /// <summary>A message changes in a way that nobody did, such as by a preview of a link: <c>message_changed</c> with the same text.</summary>
    public void EditInvisibly(WorkspaceMessage message) => Change(() =>
    {
        var before = SlackWorld.ToJson(message, withMetadata: false);
        message.Change(json => json["attachments"] = new JsonArray(new JsonObject { ["id"] = 1, ["title"] = "Preview", ["fallback"] = "Preview" }));
        http.Events.Edited(message, before);
    });

    /// <summary>A person deletes a message.</summary>
    public void Delete(WorkspaceMessage message) => Change(() =>
    {
        var before = SlackWorld.ToJson(message, withMetadata: false);
        message.IsDeleted = true;
        http.Events.Deleted(message, before);
    });

    /// <summary>A person sends files, perhaps with a text. A declared size stands for a content that is not made.</summary>
    public WorkspaceMessage Upload(WorkspaceChannel channel, WorkspaceUser user, string typed, WorkspaceMessage? thread, params WorkspaceFile[] files)
    {
        lock (world.Gate)
        {
            var content = Typed(typed, isBroadcast: false);
            content["user"] = user.Id;
            foreach (var file in files)
                file.Owner = user.Id;
            var message = http.Methods.ShareFiles(content, channel, files, Root(thread));
            world.Changed();
            return message;
        }
    }

    /// <summary>A file that a person is about to send.</summary>
    public WorkspaceFile AddFile(string name, string mimeType, byte[] content, long? declaredSize = null, bool isStub = false)
    {
        lock (world.Gate)
        {
            var file = new WorkspaceFile(world.NewId("F"), name, mimeType, declaredSize ?? content.Length) { Created = world.Now, Content = content, IsComplete = true, IsStub = isStub };
            return world.Files[file.Id] = file;
        }
    }

    /// <summary>A person sets or takes away a reaction.</summary>
    public void React(WorkspaceMessage message, WorkspaceUser user, string name, bool isAdded = true) => Change(() => http.Methods.React(message, user, name, isAdded));

    /// <summary>A person presses the button with this action_id.</summary>
    public WorkspaceInteraction Press(WorkspaceUser user, WorkspaceMessage message, string actionId)
    {
        lock (world.Gate)
        {
            var app = world.Apps.Find(known => known.BotId == message.BotId)!;
            var (block, button) = message.Buttons.Single(pair => (string?)pair.Button["action_id"] == actionId);
            var container = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.Channel.Id, ["is_ephemeral"] = false };
            if (message.IsReply)
                container["thread_ts"] = message.ThreadTs;
            return Press(app, message.Channel, user, message, container, block, button, new JsonObject { ["message"] = SlackWorld.ToJson(message, withMetadata: true) });
        }
    }

    /// <summary>The person who sees an ephemeral message presses its button. The message itself does not come along.</summary>
    public WorkspaceInteraction Press(WorkspaceEphemeral ephemeral, string actionId, WorkspaceApp? app = null)
    {
        lock (world.Gate)
        {
            var (block, button) = ephemeral.Blocks.OfType<JsonObject>().SelectMany(block => (block["elements"] as JsonArray ?? []).OfType<JsonObject>().Select(button => (block, button)))
                .Single(pair => (string?)pair.button["action_id"] == actionId);
            var container = new JsonObject { ["type"] = "message", ["message_ts"] = ephemeral.Ts, ["channel_id"] = ephemeral.Channel.Id, ["is_ephemeral"] = true };
            return Press(App(app), ephemeral.Channel, world.Users[ephemeral.User], null, container, block, button, []);
        }
    }

    /// <summary>A person uses a slash command. Threads do not have them.</summary>
    public WorkspaceInteraction Command(WorkspaceChannel channel, WorkspaceUser user, string command, string text = "", WorkspaceApp? app = null)
    {
        lock (world.Gate)
        {
            var used = App(app);
            Assert.Contains(command, used.Commands);
            Assert.Contains("commands", used.Scopes);
            var interaction = Interact(used, channel, user, null, isCommand: true);
            Deliver("slash_commands", interaction, new JsonObject
            {
                ["token"] = "verification",
                ["team_id"] = world.Team,
                ["team_domain"] = "lurkers",
                ["channel_id"] = channel.Id,
                ["channel_name"] = channel.Kind switch { ConversationKind.Im => "directmessage", ConversationKind.Public => channel.Name, _ => "privategroup" },
                ["user_id"] = user.Id,
                ["user_name"] = user.Name,
                ["command"] = command,
                ["text"] = text,
                ["api_app_id"] = used.Id,
                ["is_enterprise_install"] = "false",
                ["response_url"] = $"{world.Root}/response/{interaction.Key}",
                ["trigger_id"] = world.NewId("trigger"),
            });
            return interaction;
        }
    }

    /// <summary>A person opens the assistant beside a channel: a new thread in the direct messages.</summary>
    /// <returns>The root of the thread.</returns>
    public WorkspaceMessage OpenAssistant(WorkspaceUser user, WorkspaceChannel? beside = null, WorkspaceApp? app = null)
    {
        lock (world.Gate)
        {
            var (used, im) = (App(app), OpenIm(user, app));
            var root = world.Write(im, new JsonObject { ["subtype"] = "assistant_app_thread", ["user"] = used.User.Id, ["bot_id"] = used.BotId, ["app_id"] = used.Id, ["text"] = "New Assistant Thread" });
            root.Change(json => json["thread_ts"] = root.Ts);
            http.Events.Send(used, "assistant_thread_started", "assistant:write", new JsonObject
            {
                ["type"] = "assistant_thread_started",
                ["assistant_thread"] = new JsonObject
                {
                    ["user_id"] = user.Id,
                    ["context"] = beside is null ? [] : new JsonObject { ["channel_id"] = beside.Id, ["team_id"] = world.Team, ["enterprise_id"] = null },
                    ["channel_id"] = im.Id,
                    ["thread_ts"] = root.Ts,
                },
                ["event_ts"] = world.NewTs(),
            });
            return root;
        }
    }

    /// <summary>A person opens the home or the messages tab of the app.</summary>
    public void OpenHome(WorkspaceUser user, string tab = "home", WorkspaceApp? app = null) => Change(() => http.Events.Send(App(app), "app_home_opened", "", new JsonObject
    {
        ["type"] = "app_home_opened",
        ["user"] = user.Id,
        ["channel"] = OpenIm(user, app).Id,
        ["tab"] = tab,
        ["event_ts"] = world.NewTs(),
    }));

    /// <summary>A person presses Stop while the app streams: nothing can be appended any more. False when no stream is open there.</summary>
    public bool PressStop(WorkspaceUser user, WorkspaceMessage message)
    {
        lock (world.Gate)
        {
            if (message.Stream is not { } stream || !stream.IsOpen(world.Now))
                return false;
            stream.IsStoppedByUser = true;
            http.Events.Send(stream.App, "agent_session_stopped", "", new JsonObject
            {
                ["type"] = "agent_session_stopped",
                ["channel"] = message.Channel.Id,
                ["user"] = user.Id,
                ["thread_ts"] = message.ThreadTs,
                ["streaming_message_ts"] = new JsonArray(message.Ts),
                ["event_ts"] = world.NewTs(),
            });
        }

        world.Changed();
        return true;
    }

    private WorkspaceInteraction Press(WorkspaceApp app, WorkspaceChannel channel, WorkspaceUser user, WorkspaceMessage? message, JsonObject container, JsonObject block, JsonObject button, JsonObject more)
    {
        var interaction = Interact(app, channel, user, message, isCommand: false);
        var action = new JsonObject { ["type"] = "button", ["action_id"] = (string?)button["action_id"], ["block_id"] = (string?)block["block_id"], ["text"] = button["text"]!.DeepClone(), ["action_ts"] = world.NewTs() };
        if (button["value"] is { } value)
            action["value"] = value.DeepClone();
        var payload = new JsonObject
        {
            ["type"] = "block_actions",
            ["user"] = new JsonObject { ["id"] = user.Id, ["username"] = user.Name, ["name"] = user.Name, ["team_id"] = user.Team },
            ["api_app_id"] = app.Id,
            ["token"] = "verification",
            ["container"] = container,
            ["trigger_id"] = world.NewId("trigger"),
            ["team"] = new JsonObject { ["id"] = world.Team, ["domain"] = "lurkers" },
            ["enterprise"] = null,
            ["is_enterprise_install"] = false,
            ["channel"] = new JsonObject { ["id"] = channel.Id, ["name"] = channel.Kind == ConversationKind.Im ? "directmessage" : channel.Name },
            ["state"] = new JsonObject { ["values"] = new JsonObject() },
            ["response_url"] = $"{world.Root}/response/{interaction.Key}",
            ["actions"] = new JsonArray(action),
        };
        foreach (var (name, node) in more)
            payload[name] = node?.DeepClone();
        Deliver("interactive", interaction, payload);
        return interaction;
    }

    private void Deliver(string type, WorkspaceInteraction interaction, JsonObject payload)
    {
        Sockets.Send(interaction.App, type, payload, interaction);
        world.Changed();
    }

    private WorkspaceInteraction Interact(WorkspaceApp app, WorkspaceChannel channel, WorkspaceUser user, WorkspaceMessage? message, bool isCommand)
    {
        var interaction = new WorkspaceInteraction(app, channel, user, message, world.Now) { Key = world.NewId("R"), IsCommand = isCommand };
        return world.Interactions[interaction.Key] = interaction;
    }

    private JsonObject Typed(string typed, bool isBroadcast)
    {
        var content = new JsonObject { ["client_msg_id"] = world.NewGuid(), ["text"] = SlackText.Compose(world, typed) };
        if (isBroadcast)
            content["subtype"] = "thread_broadcast";
        return content;
    }

    /// <summary>Writes a message and tells the apps.</summary>
    private WorkspaceMessage Write(WorkspaceChannel channel, JsonObject content, WorkspaceMessage? thread = null)
    {
        var message = world.Write(channel, content, Root(thread));
        http.Events.Said(message);
        world.Changed();
        return message;
    }

    private static string? Root(WorkspaceMessage? thread) => thread is null ? null : thread.ThreadTs ?? thread.Ts;
}
