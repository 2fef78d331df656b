using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>The methods of the Web API: who may call, and where each one is.</summary>
internal sealed partial class SlackMethods(SlackWorld world, SlackEvents events, SocketHub sockets, Action<string> addProblem)
{
    public JsonObject Run(SlackRequest request, SlackBody body, IHeaderDictionary headers)
    {
        if (!SlackSchema.Methods.TryGetValue(request.Method, out var schema))
        {
            addProblem($"There is no method {request.Method}");
            throw new SlackException("unknown_method", new JsonObject { ["req_method"] = request.Method });
        }

        lock (world.Gate)
        {
            var app = Authorize(request.Token.Length > 0 || body.IsJson ? request.Token : (string?)body.Values.FirstOrDefault(value => value.Key == "token").Value ?? "", schema);
            var isAppLevel = schema.Scope == "connections:write";
            var granted = isAppLevel ? app.AppScopes : app.Scopes;
            headers["x-oauth-scopes"] = string.Join(',', granted.Order(StringComparer.Ordinal));
            headers["x-accepted-oauth-scopes"] = schema.Scope.Replace('|', ',');
            if (schema.Scope.Length > 0)
                Need(granted, schema.Scope.Split('|'));
            if (body.IsJson && !schema.TakesJson && body.Values.Count > 0)
                addProblem($"{schema.Method} takes no JSON: its arguments are not seen");
            var unknown = new List<string>();
            var arguments = schema.ReadArguments(body.IsJson && !schema.TakesJson ? [] : body.Values, body.IsJson, unknown);
            request.Arguments = arguments;
            if (unknown.Count > 0)
            {
                unknown.ForEach(addProblem);
                throw SlackException.Arguments([.. unknown.Select(problem => "strict: " + problem)]);
            }

            if (app.Limits.Check(schema.Method, schema.Tier, (string?)arguments["channel"], world.Now) is { } seconds)
                throw SlackException.RateLimited(seconds);
            var call = new SlackCall(app, schema, arguments);
            if (body.Warning is not null)
                call.Warnings.Add(body.Warning);
            var answer = Run(call);
            answer.Insert(0, "ok", true);
            if (call.Warnings.Count > 0)
            {
                answer["warning"] = string.Join(',', call.Warnings);
                if (answer["response_metadata"] is not JsonObject metadata)
                    answer["response_metadata"] = metadata = [];
                metadata["warnings"] = new JsonArray([.. call.Warnings.Select(warning => (JsonNode)warning)]);
            }

            return answer;
        }
    }

    private JsonObject Run(SlackCall call) => call.Schema.Method switch
    {
        "apps.connections.open" => OpenSocket(call),
        "auth.test" => AuthTest(call),
        "bots.info" => BotInfo(call),
        "users.info" => UserInfo(call),
        "users.conversations" or "conversations.list" => ListConversations(call),
        "conversations.info" => new JsonObject { ["channel"] = ChannelInfo(call) },
        "conversations.history" => History(call),
        "conversations.replies" => Replies(call),
        "conversations.open" => OpenConversation(call),
        "conversations.members" => Members(call),
        "conversations.join" => Join(call),
        "chat.postMessage" => PostMessage(call),
        "chat.postEphemeral" => PostEphemeral(call),
        "chat.update" => Update(call),
        "chat.delete" => Delete(call),
        "chat.getPermalink" => Permalink(call),
        "chat.startStream" => StartStream(call),
        "chat.appendStream" => AppendStream(call),
        "chat.stopStream" => StopStream(call),
        "reactions.add" => AddReaction(call),
        "reactions.remove" => RemoveReaction(call),
        "reactions.get" => GetReactions(call),
        "files.getUploadURLExternal" => GetUploadUrl(call),
        "files.completeUploadExternal" => CompleteUpload(call),
        "files.info" => FileInfo(call),
        "assistant.threads.setStatus" => SetStatus(call),
        "assistant.threads.setTitle" => SetTitle(call),
        "assistant.threads.setSuggestedPrompts" => SetPrompts(call),
        "agents.sessions.setStatus" => SetSessionStatus(call),
        "agents.sessions.rename" => RenameSession(call),
        _ => PublishView(call),
    };

    private WorkspaceApp Authorize(string token, SlackSchema schema)
    {
        if (token.Length == 0)
            throw new SlackException("not_authed");
        var app = world.Apps.Find(known => known.BotToken == token || known.AppToken == token) ?? throw new SlackException("invalid_auth");
        if (app.TokenError is { } error)
            throw new SlackException(error);
        if ((schema.Scope == "connections:write") != (token == app.AppToken) && schema.Method != "auth.test")
            throw new SlackException("not_allowed_token_type");
        return app;
    }

    /// <summary>Refuses a call when none of these scopes is granted.</summary>
    private static void Need(HashSet<string> granted, params string[] scopes)
    {
        if (!scopes.Any(granted.Contains))
            throw new SlackException("missing_scope", new JsonObject { ["needed"] = string.Join(',', scopes), ["provided"] = string.Join(',', granted.Order(StringComparer.Ordinal)) });
    }

    /// <summary>The conversation that a call names, if the app can see it.</summary>
    private WorkspaceChannel Known(SlackCall call, string argument = "channel")
    {
        var name = call.Text(argument) ?? "";
        var channel = world.Channels.Find(known => known.Id == name || (argument == "channel" && !known.IsDirect && "#" + known.Name == name));
        return channel is not null && (channel.Kind == ConversationKind.Public || channel.Has(call.App.User)) ? channel : throw new SlackException("channel_not_found");
    }

    /// <summary>The conversation that a call names, in which the app is a member.</summary>
    private WorkspaceChannel Member(SlackCall call, string argument = "channel")
    {
        var channel = Known(call, argument);
        return channel.Has(call.App.User) ? channel : throw new SlackException("not_in_channel");
    }

    /// <summary>The conversation that a call names, in which the app may write. The id of a user stands for the direct messages with that person.</summary>
    private WorkspaceChannel Writable(SlackCall call, string argument = "channel")
    {
        var channel = call.Schema.Method == "chat.postMessage" && world.Users.TryGetValue(call.Text(argument) ?? "", out var user) ? OpenIm(call.App, user) : Member(call, argument);
        if (channel.IsArchived)
            throw new SlackException("is_archived");
        if (channel.IsReadOnly)
            throw new SlackException("restricted_action_read_only_channel");
        if (channel.Kind == ConversationKind.Im && !call.App.HasMessagesTab)
            throw new SlackException("messages_tab_disabled");
        return channel;
    }

    /// <summary>The root of the thread that a call writes into; null for none.</summary>
    private string? Thread(SlackCall call, WorkspaceChannel channel)
    {
        if (call.Text("thread_ts") is not { } ts)
            return null;
        if (!IsTs(ts))
            throw new SlackException("invalid_thread_ts");
        var root = channel.Messages.Find(message => message.Ts == ts);
        if (root is null || (root.IsDeleted && !channel.Messages.Exists(reply => reply.ThreadTs == ts && reply != root && !reply.IsDeleted)))
            throw new SlackException("thread_not_found");
        if (root.Subtype is not (null or "bot_message" or "file_share" or "me_message" or "thread_broadcast" or "assistant_app_thread"))
            throw new SlackException("cannot_reply_to_message");
        if (root.IsReply)
            addProblem($"{call.Schema.Method} replies to {ts}, which is itself a reply: that makes an orphaned thread. The root is {root.ThreadTs}.");
        return ts;
    }

    /// <summary>The text, blocks and Markdown of a message, checked.</summary>
    private (string Text, JsonArray? Blocks, string? Markdown) Content(SlackCall call)
    {
        var (text, blocks, markdown) = (call.Text("text"), call.Array("blocks"), call.Text("markdown_text"));
        if (markdown is not null && (text is not null || blocks is not null))
            throw new SlackException("markdown_text_conflict");
        if (markdown is not null && markdown.EnumerateRunes().Count() > 12_000)
            throw new SlackException("msg_too_long");
        if (string.IsNullOrWhiteSpace(text) && string.IsNullOrWhiteSpace(markdown) && blocks is not { Count: > 0 } && call.Array("attachments") is not { Count: > 0 }
            && !(call.Schema.Method == "chat.update" && blocks is not null))
            throw new SlackException("no_text");
        if (call.Array("attachments") is { Count: > 100 })
            throw new SlackException("too_many_attachments");
        if (blocks is not null)
            SlackBlocks.Check(blocks);
        if (blocks is { Count: > 0 } && string.IsNullOrEmpty(text))
            call.Warnings.Add("missing_text_in_message");
        return (text ?? "", blocks is null ? null : SlackBlocks.Complete(blocks, world), markdown);
    }

    private static JsonObject? Metadata(SlackCall call)
    {
        if (call.Object("metadata") is not { } metadata)
            return null;
        if (metadata["entities"] is null && (metadata["event_type"] is not JsonValue type || type.GetValueKind() != System.Text.Json.JsonValueKind.String || metadata["event_payload"] is not JsonObject
            || metadata.Any(field => field.Key is not ("event_type" or "event_payload"))))
            throw new SlackException("invalid_metadata_format");
        if (metadata.ToJsonString().Length > 8192)
            throw new SlackException("metadata_too_large");
        return (JsonObject)metadata.DeepClone();
    }

    private static bool IsTs(string ts) =>
        ts.Split('.') is [var seconds, { Length: 6 } fraction] && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out _) && fraction.All(char.IsAsciiDigit);
}
