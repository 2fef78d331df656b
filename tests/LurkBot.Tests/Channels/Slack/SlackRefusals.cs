namespace LurkBot.Tests.Channels;

/// <summary>What the server refuses, by what is wrong with it.</summary>
internal static class SlackRefusals
{
    public static readonly IReadOnlyDictionary<string, SlackRefusal> All = new Dictionary<string, SlackRefusal>
    {
        ["no token"] = new("not_authed", "auth.test", _ => new { }) { Token = "" },
        ["wrong token"] = new("invalid_auth", "auth.test", _ => new { }) { Token = "xoxb-other" },
        ["revoked token"] = new("token_revoked", "auth.test", stage => On(() => stage.Server.Uninstall(), new { })),
        ["inactive account"] = new("account_inactive", "auth.test", stage => On(() => stage.App.TokenError = "account_inactive", new { })),
        ["app token"] = new("not_allowed_token_type", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a" }) { Token = SlackStage.AppToken },
        ["bot token for a socket"] = new("not_allowed_token_type", "apps.connections.open", _ => new { }),
        ["socket without scope"] = new("missing_scope", "apps.connections.open", stage => On(() => stage.App.AppScopes.Clear(), new { })) { Token = SlackStage.AppToken, Extra = new { needed = "connections:write", provided = "" } },
        ["Socket Mode off"] = new("socket_mode_not_enabled", "apps.connections.open", stage => On(() => stage.App.IsSocketModeOn = false, new { })) { Token = SlackStage.AppToken },
        ["without scope"] = new("missing_scope", "chat.postMessage", stage => On(() => Keep(stage, "users:read", "im:read"), new { channel = stage.General.Id, text = "a" })) { Extra = new { needed = "chat:write", provided = "im:read,users:read" } },
        ["history without scope"] = new("missing_scope", "conversations.history", stage => On(() => stage.App.Scopes.Remove("im:history"), new { channel = stage.Im.Id })) { Extra = new { needed = "im:history" } },
        ["list without scope"] = new("missing_scope", "conversations.list", stage => On(() => stage.App.Scopes.Remove("mpim:read"), new { types = "public_channel,mpim" })) { Extra = new { needed = "mpim:read" } },
        ["unknown method"] = new("unknown_method", "chat.shout", _ => new { }) { IsProblem = true },
        ["unknown argument"] = new("invalid_arguments", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", thread = "b" }) { IsProblem = true, Extra = new { messages = new[] { "[ERROR] strict: chat.postMessage has no argument thread" } } },
        ["missing argument"] = new("invalid_arguments", "chat.postMessage", _ => new { text = "a" }) { Extra = new { messages = new[] { "[ERROR] missing required field: channel" } } },

        ["unknown channel"] = new("channel_not_found", "chat.postMessage", _ => new { channel = "C999", text = "a" }),
        ["foreign private channel"] = new("channel_not_found", "conversations.info", stage => On(() => stage.Server.Remove(stage.Secret, stage.App.User), new { channel = stage.Secret.Id })),
        ["not a member"] = new("not_in_channel", "chat.postMessage", stage => new { channel = stage.Outside.Id, text = "a" }),
        ["history of a foreign channel"] = new("not_in_channel", "conversations.history", stage => new { channel = stage.Outside.Id }),
        ["archived"] = new("is_archived", "chat.postMessage", stage => On(() => stage.Server.Archive(stage.General), new { channel = stage.General.Id, text = "a" })),
        ["read only"] = new("restricted_action_read_only_channel", "chat.postMessage", stage => On(() => stage.General.IsReadOnly = true, new { channel = stage.General.Id, text = "a" })),
        ["messages tab off"] = new("messages_tab_disabled", "chat.postMessage", stage => On(() => stage.App.HasMessagesTab = false, new { channel = stage.Im.Id, text = "a" })),
        ["a bot's direct messages"] = new("cannot_dm_bot", "conversations.open", stage => new { users = stage.App.User.Id }),
        ["nobody's direct messages"] = new("user_not_found", "conversations.open", _ => new { users = "U999" }),
        ["open nothing"] = new("users_list_not_supplied", "conversations.open", _ => new { return_im = true }),
        ["unknown user"] = new("user_not_found", "users.info", _ => new { user = "U999" }),
        ["unknown bot"] = new("bot_not_found", "bots.info", _ => new { bot = "B999" }),
        ["unknown type"] = new("invalid_types", "conversations.list", _ => new { types = "public" }),
        ["broken cursor"] = new("invalid_cursor", "conversations.list", _ => new { cursor = "abc" }),
        ["large limit"] = new("invalid_limit", "conversations.history", stage => new { channel = stage.General.Id, limit = 1001 }),
        ["broken oldest"] = new("invalid_ts_oldest", "conversations.history", stage => new { channel = stage.General.Id, oldest = "yesterday" }),
        ["broken latest"] = new("invalid_ts_latest", "conversations.history", stage => new { channel = stage.General.Id, latest = "today" }),
        ["replies of nothing"] = new("thread_not_found", "conversations.replies", stage => new { channel = stage.General.Id, ts = "1.000000" }),

        ["empty text"] = new("no_text", "chat.postMessage", stage => new { channel = stage.General.Id, text = " " }),
        ["Markdown and text"] = new("markdown_text_conflict", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", markdown_text = "a" }),
        ["Markdown and blocks"] = new("markdown_text_conflict", "chat.postMessage", stage => new { channel = stage.General.Id, markdown_text = "a", blocks = Section("a") }),
        ["long Markdown"] = new("msg_too_long", "chat.postMessage", stage => new { channel = stage.General.Id, markdown_text = Long(12_001) }),
        ["many attachments"] = new("too_many_attachments", "chat.postMessage", stage => new { channel = stage.General.Id, attachments = Enumerable.Repeat(new { text = "a" }, 101) }),
        ["many blocks"] = new("invalid_blocks", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", blocks = Enumerable.Repeat(new { type = "divider" }, 51) }),
        ["long section"] = new("invalid_blocks", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", blocks = Section(Long(3001)) }) { Extra = new { messages = new[] { "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]" } } },
        ["long header"] = new("invalid_blocks", "chat.postMessage", stage => Blocks(stage, new { type = "header", text = new { type = "plain_text", text = Long(151) } })),
        ["header in mrkdwn"] = new("invalid_blocks", "chat.postMessage", stage => Blocks(stage, new { type = "header", text = new { type = "mrkdwn", text = "a" } })),
        ["unknown block"] = new("invalid_blocks", "chat.postMessage", stage => Blocks(stage, new { type = "paragraph" })),
        ["section without text"] = new("invalid_blocks", "chat.postMessage", stage => Blocks(stage, new { type = "section" })),
        ["many fields"] = new("invalid_blocks", "chat.postMessage", stage => Blocks(stage, new { type = "section", fields = Enumerable.Repeat(new { type = "mrkdwn", text = "a" }, 11) })),
        ["block_id twice"] = new("invalid_blocks", "chat.postMessage", stage => Blocks(stage, new { type = "divider", block_id = "a" }, new { type = "divider", block_id = "a" })),
        ["long button value"] = new("invalid_blocks", "chat.postMessage", stage => Button(stage, new { type = "button", action_id = "a", text = new { type = "plain_text", text = "a" }, value = Long(2001) })),
        ["long action_id"] = new("invalid_blocks", "chat.postMessage", stage => Button(stage, new { type = "button", action_id = Long(256), text = new { type = "plain_text", text = "a" } })),
        ["long button text"] = new("invalid_blocks", "chat.postMessage", stage => Button(stage, new { type = "button", text = new { type = "plain_text", text = Long(76) } })),
        ["button style"] = new("invalid_blocks", "chat.postMessage", stage => Button(stage, new { type = "button", text = new { type = "plain_text", text = "a" }, style = "green" })),
        ["button property"] = new("invalid_blocks", "chat.postMessage", stage => Button(stage, new { type = "button", text = new { type = "plain_text", text = "a" }, disabled = true })),
        ["blocks that are none"] = new("invalid_blocks_format", "chat.postMessage", stage => new { channel = stage.General.Id, blocks = "[{" }),
        ["long blocks together"] = new("msg_blocks_too_long", "chat.postMessage", stage => Blocks(stage, [.. Enumerable.Range(0, 5).Select(_ => Section(Long(2700))[0])])),
        ["long markdown blocks together"] = new("msg_blocks_too_long", "chat.postMessage", stage => Blocks(stage, new { type = "markdown", text = Long(6001) }, new { type = "markdown", text = Long(6000) })),
        ["metadata without type"] = new("invalid_metadata_format", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", metadata = new { event_payload = new { id = 1 } } }),
        ["large metadata"] = new("metadata_too_large", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", metadata = new { event_type = "a", event_payload = new { id = Long(8200) } } }),
        ["unknown thread"] = new("thread_not_found", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", thread_ts = "1.000000" }),
        ["broken thread"] = new("invalid_thread_ts", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", thread_ts = "1.5" }),
        ["reply to a notice"] = new("cannot_reply_to_message", "chat.postMessage", stage => new { channel = stage.General.Id, text = "a", thread_ts = stage.Server.Join(stage.General, stage.Bob).Ts }),
        ["rate limit"] = new("ratelimited", "chat.postMessage", stage => On(() => stage.Server.Limit("chat.postMessage", 7), new { channel = stage.General.Id, text = "a" })) { Extra = new { retryAfter = 7 } },
        ["ephemeral to a stranger"] = new("user_not_in_channel", "chat.postEphemeral", stage => new { channel = stage.Secret.Id, user = stage.Bob.Id, text = "a" }),

        ["edit of nothing"] = new("message_not_found", "chat.update", stage => new { channel = stage.General.Id, ts = "1.000000", text = "a" }),
        ["edit of a person's"] = new("cant_update_message", "chat.update", stage => new { channel = stage.General.Id, ts = Theirs(stage), text = "a" }),
        ["edit too long"] = new("msg_too_long", "chat.update", stage => new { channel = stage.General.Id, ts = Own(stage), text = string.Concat(Enumerable.Repeat("ä", 2001)) }),
        ["edit too late"] = new("edit_window_closed", "chat.update", stage => On(() => stage.Server.EditWindow = TimeSpan.FromTicks(-1), new { channel = stage.General.Id, ts = Own(stage), text = "a" })),
        ["edit to nothing"] = new("no_text", "chat.update", stage => new { channel = stage.General.Id, ts = Own(stage), text = "" }),
        ["edit of a stream"] = new("streaming_state_conflict", "chat.update", stage => new { channel = stage.Im.Id, ts = Stream(stage).Ts, text = "a" }),
        ["delete of nothing"] = new("message_not_found", "chat.delete", stage => new { channel = stage.General.Id, ts = "1.000000" }),
        ["delete of a stream"] = new("cant_delete_message", "chat.delete", stage => new { channel = stage.Im.Id, ts = Stream(stage).Ts }),
        ["delete of a person's"] = new("cant_delete_message", "chat.delete", stage => new { channel = stage.General.Id, ts = Theirs(stage) }),

        ["stream without person"] = new("missing_recipient_user_id", "chat.startStream", stage => new { channel = stage.General.Id, thread_ts = Theirs(stage) }),
        ["stream without team"] = new("missing_recipient_team_id", "chat.startStream", stage => new { channel = stage.General.Id, thread_ts = Theirs(stage), recipient_user_id = stage.Ada.Id }),
        ["stream without thread"] = new("invalid_arguments", "chat.startStream", stage => new { channel = stage.Im.Id }),
        ["stream with a mode"] = new("invalid_arguments", "chat.startStream", stage => new { channel = stage.Im.Id, thread_ts = stage.Server.Say(stage.Im, stage.Ada, "a").Ts, task_display_mode = "list" }),
        ["append to nothing"] = new("message_not_found", "chat.appendStream", stage => new { channel = stage.General.Id, ts = "1.000000", markdown_text = "a" }),
        ["append to a message"] = new("message_not_in_streaming_state", "chat.appendStream", stage => new { channel = stage.General.Id, ts = Own(stage), markdown_text = "a" }),
        ["append to a person's"] = new("message_not_owned_by_app", "chat.appendStream", stage => new { channel = stage.General.Id, ts = Theirs(stage), markdown_text = "a" }),
        ["append after Stop"] = new("stopped_by_user", "chat.appendStream", stage => new { channel = stage.Im.Id, ts = Stream(stage, message => stage.Server.PressStop(stage.Ada, message)).Ts, markdown_text = "a" }),
        ["append nothing"] = new("no_text", "chat.appendStream", stage => new { channel = stage.Im.Id, ts = Stream(stage).Ts }),
        ["append too much"] = new("msg_too_long", "chat.appendStream", stage => new { channel = stage.Im.Id, ts = Stream(stage).Ts, markdown_text = Long(12_001) }),
        ["append both kinds"] = new("cannot_provide_both_markdown_text_and_chunks", "chat.appendStream", stage => new { channel = stage.Im.Id, ts = Stream(stage).Ts, markdown_text = "a", chunks = Chunk("b") }),
        ["append the other kind"] = new("streaming_mode_mismatch", "chat.appendStream", stage => new { channel = stage.Im.Id, ts = Stream(stage).Ts, chunks = Chunk("b") }),
        ["append an unknown chunk"] = new("invalid_chunks", "chat.appendStream", stage => new { channel = stage.Im.Id, ts = Stream(stage).Ts, chunks = new[] { new { type = "sound" } } }),
        ["stop with a state"] = new("invalid_arguments", "chat.stopStream", stage => new { channel = stage.Im.Id, ts = Stream(stage).Ts, session_status = "done" }),

        ["reaction on nothing"] = new("message_not_found", "reactions.add", stage => new { channel = stage.General.Id, timestamp = "1.000000", name = "eyes" }),
        ["reaction at no time"] = new("bad_timestamp", "reactions.add", stage => new { channel = stage.General.Id, timestamp = "now", name = "eyes" }),
        ["reaction as an emoji"] = new("invalid_name", "reactions.add", stage => new { channel = stage.General.Id, timestamp = Theirs(stage), name = "👀" }),
        ["reaction twice"] = new("already_reacted", "reactions.add", stage => new { channel = stage.General.Id, timestamp = Theirs(stage, message => stage.Server.React(message, stage.App.User, "eyes")), name = "eyes" }),
        ["reaction that is not"] = new("no_reaction", "reactions.remove", stage => new { channel = stage.General.Id, timestamp = Theirs(stage), name = "eyes" }),
        ["upload of nothing"] = new("invalid_arguments", "files.getUploadURLExternal", _ => new { filename = "a.txt", length = 0 }),
        ["completion without upload"] = new("file_not_found", "files.completeUploadExternal", _ => new { files = new[] { new { id = "F999" } } }),
        ["a file that is not shared here"] = new("file_not_found", "files.info", stage => new { file = stage.Server.AddFile("a", "text/plain", [1]).Id }),
        ["many loading messages"] = new("invalid_arguments", "assistant.threads.setStatus", stage => new { channel_id = stage.General.Id, thread_ts = Theirs(stage), status = "a", loading_messages = Enumerable.Repeat("a", 11) }),
        ["title in a channel"] = new("channel_type_not_supported", "assistant.threads.setTitle", stage => new { channel_id = stage.General.Id, thread_ts = Theirs(stage), title = "a" }),
        ["many prompts"] = new("invalid_arguments", "assistant.threads.setSuggestedPrompts", stage => new { channel_id = stage.Im.Id, prompts = Enumerable.Repeat(new { title = "a", message = "b" }, 5) }),
        ["session state"] = new("invalid_arguments", "agents.sessions.setStatus", stage => new { channel_id = stage.Im.Id, status = "busy" }),
        ["long session title"] = new("invalid_arguments", "agents.sessions.rename", stage => new { channel_id = stage.Im.Id, title = Long(201) }),
        ["home of nobody"] = new("user_not_found", "views.publish", _ => new { user_id = "U999", view = new { type = "home", blocks = Array.Empty<object>() } }),
        ["a modal as home"] = new("invalid_arguments", "views.publish", stage => new { user_id = stage.Ada.Id, view = new { type = "modal", blocks = Array.Empty<object>() } }),
    };

    private static object On(Action act, object arguments)
    {
        act();
        return arguments;
    }

    private static string Long(int length) => new('a', length);

    private static object[] Section(string text) => [new { type = "section", text = new { type = "mrkdwn", text } }];

    private static object Blocks(SlackStage stage, params object[] blocks) => new { channel = stage.General.Id, text = "a", blocks };

    private static object Button(SlackStage stage, object button) => Blocks(stage, new { type = "actions", elements = new[] { button } });

    private static object[] Chunk(string text) => [new { type = "markdown_text", text }];

    private static void Keep(SlackStage stage, params string[] scopes)
    {
        stage.App.Scopes.Clear();
        stage.App.Scopes.UnionWith(scopes);
    }

    private static string Theirs(SlackStage stage, Action<WorkspaceMessage>? act = null)
    {
        var message = stage.Server.Say(stage.General, stage.Ada, "theirs");
        act?.Invoke(message);
        return message.Ts;
    }

    /// <summary>A message of the app.</summary>
    private static string Own(SlackStage stage) => (string)stage.CallAsync("chat.postMessage", new { channel = stage.General.Id, text = "mine" }).GetAwaiter().GetResult()["ts"]!;

    /// <summary>An open stream of the app in the direct messages, in text.</summary>
    private static WorkspaceMessage Stream(SlackStage stage, Action<WorkspaceMessage>? act = null)
    {
        var root = stage.Server.Say(stage.Im, stage.Ada, "root");
        stage.CallAsync("chat.startStream", new { channel = stage.Im.Id, thread_ts = root.Ts, markdown_text = "one" }).GetAwaiter().GetResult();
        var message = stage.Server.Replies(root).Single();
        act?.Invoke(message);
        return message;
    }
}
