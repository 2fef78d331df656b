using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What the REST API refuses.</summary>
internal static class DiscordRefusals
{
    private static readonly string Long = new('a', 2001);

    public static IReadOnlyDictionary<string, DiscordRefusal> All { get; } = new Dictionary<string, DiscordRefusal>(StringComparer.Ordinal)
    {
        ["wrong token"] = new(401, 0, "401: Unauthorized", _ => "GET /users/@me") { Token = "wrong" },
        ["token after a reset"] = new(401, 0, "401: Unauthorized", stage => With(() => stage.Bot.IsTokenReset = true, "GET /users/@me")),
        ["no route"] = new(404, 0, "404: Not Found", _ => "GET /users/@you/x"),
        ["wrong verb"] = new(405, 0, "405: Method Not Allowed", _ => "DELETE /users/@me"),
        ["unknown channel"] = new(404, 10003, "Unknown Channel", _ => "GET /channels/1"),
        ["channel id that is not"] = new(400, 50035, "channel_id: NUMBER_TYPE_COERCE", _ => "GET /channels/general"),
        ["direct channel of others"] = new(404, 10003, "Unknown Channel", stage => $"GET /channels/{stage.Server.OpenDirect(stage.Ada, stage.Server.AddBot("other", "Other")).Id}"),
        ["deleted channel"] = new(404, 10003, "Unknown Channel", stage => With(() => stage.Server.Delete(stage.General), Send(stage)), _ => Text("a")),
        ["hidden channel"] = new(403, 50001, "Missing Access", stage => With(() => stage.Server.Deny(stage.General, DiscordRight.ViewChannel), Send(stage)), _ => Text("a")),
        ["private thread of others"] = new(403, 50001, "Missing Access", stage => $"GET /channels/{stage.Server.OpenPrivateThread(stage.Ada, stage.General, "Secret").Id}"),
        ["silenced channel"] = new(403, 50013, "Missing Permissions", stage => With(() => stage.Server.Deny(stage.General, DiscordRight.SendMessages), Send(stage)), _ => Text("a")),
        ["typing in a silenced channel"] = new(403, 50013, "Missing Permissions", stage => With(() => stage.Server.Deny(stage.General, DiscordRight.SendMessages), $"POST /channels/{stage.General.Id}/typing")),
        ["silenced threads"] = new(403, 50013, "Missing Permissions", stage => With(() => stage.Server.Deny(stage.General, DiscordRight.SendMessagesInThreads), $"POST /channels/{stage.Server.OpenThread(stage.Ada, stage.General, "T").Id}/messages"), _ => Text("a")),
        ["files not allowed"] = new(403, 50013, "Missing Permissions", stage => With(() => stage.Server.Deny(stage.General, DiscordRight.AttachFiles), Send(stage)), _ => Text("a")) { Files = Files(1, 5) },
        ["guild of others"] = new(403, 50001, "Missing Access", stage => With(() => stage.Server.Kick(stage.Guild), $"GET /guilds/{stage.Guild.Id}/threads/active")),
        ["unknown guild"] = new(404, 10004, "Unknown Guild", _ => "GET /guilds/1/channels"),
        ["unknown user"] = new(404, 10013, "Unknown User", _ => "GET /users/1"),
        ["unknown message"] = new(404, 10008, "Unknown Message", stage => $"PATCH /channels/{stage.General.Id}/messages/1", _ => Text("a")),
        ["message of others"] = new(403, 50005, "Cannot edit a message authored by another user", stage => $"PATCH {Theirs(stage)}", _ => Text("a")),
        ["deletes others'"] = new(403, 50013, "Missing Permissions", stage => $"DELETE {Theirs(stage)}"),

        ["nothing"] = new(400, 50006, "Cannot send an empty message", Send, _ => new { }),
        ["white space"] = new(400, 50006, "Cannot send an empty message", Send, _ => Text(" \n ")),
        ["too long"] = new(400, 50035, "content: BASE_TYPE_MAX_LENGTH", Send, _ => Text(Long)),
        ["edit too long"] = new(400, 50035, "content: BASE_TYPE_MAX_LENGTH", stage => $"PATCH {Own(stage)}", _ => Text(Long)),
        ["edit to nothing"] = new(400, 50006, "Cannot send an empty message", stage => $"PATCH {Own(stage)}", _ => Text("")),
        ["content that is a list"] = new(400, 50035, "content: STRING_TYPE_CONVERT", Send, _ => new { content = new[] { "a" } }),
        ["two mistakes"] = new(400, 50035, "content: BASE_TYPE_MAX_LENGTH, nonce: BASE_TYPE_MAX_LENGTH", Send, _ => new { content = Long, nonce = "12345678901234567890123456" }),
        ["reply to nothing"] = new(400, 50035, "message_reference: REPLIES_UNKNOWN_MESSAGE", Send, _ => new { content = "a", message_reference = new { message_id = "1" } }),
        ["reply to the system"] = new(400, 50035, "message_reference: REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", Send, stage => new { content = "a", message_reference = new { message_id = stage.Server.SaySystem(stage.General, stage.Ada, 7).Id } }),
        ["reply without history"] = new(400, 160002, "Cannot reply without permission to read message history", stage => With(() => stage.Server.Deny(stage.General, DiscordRight.ReadMessageHistory), Send(stage)), stage => new { content = "a", message_reference = new { message_id = stage.Server.Say(stage.General, stage.Ada, "b").Id } }),
        ["mentions of two minds"] = new(400, 50035, "allowed_mentions: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", Send, stage => new { content = "a", allowed_mentions = new { parse = new[] { "users" }, users = new[] { stage.Ada.Id } } }),
        ["mentions of a kind that is not"] = new(400, 50035, "allowed_mentions.parse.0: BASE_TYPE_CHOICES", Send, _ => new { content = "a", allowed_mentions = new { parse = new[] { "all" } } }),
        ["eleven files"] = new(400, 50035, "files: BASE_TYPE_MAX_LENGTH", Send, _ => Text("a")) { Files = Files(11, 1) },
        ["file of more than 10 MiB"] = new(413, 40005, "Request entity too large", Send, _ => Text("a")) { Files = Files(1, (10 << 20) + 1) },
        ["body of more than 25 MiB"] = new(413, 40005, "Request entity too large", Send, _ => Text("a")) { Files = Files(3, 9 << 20) },
        ["attachment without its file"] = new(400, 50035, "attachments.0.id: ATTACHMENT_NOT_FOUND", Send, _ => new { content = "a", attachments = new[] { new { id = 3, filename = "a" } } }),
        ["six buttons in a row"] = new(400, 50035, "components.0.components: BASE_TYPE_MAX_LENGTH", Send, _ => Rows([.. Enumerable.Range(0, 6).Select(at => Button($"b{at}"))])),
        ["six rows"] = new(400, 50035, "components: BASE_TYPE_MAX_LENGTH", Send, _ => Rows([.. Enumerable.Range(0, 6).Select(at => (object[])[Button($"b{at}")])])),
        ["empty row"] = new(400, 50035, "components.0.components: BASE_TYPE_BAD_LENGTH", Send, _ => Rows((object[])[])),
        ["button without id"] = new(400, 50035, "components.0.components.0.custom_id: COMPONENT_CUSTOM_ID_REQUIRED", Send, _ => Rows((object[])[new { type = 2, style = 1, label = "a" }])),
        ["button without label"] = new(400, 50035, "components.0.components.0.label: BASE_TYPE_REQUIRED", Send, _ => Rows((object[])[new { type = 2, style = 1, custom_id = "a" }])),
        ["long id of a button"] = new(400, 50035, "components.0.components.0.custom_id: BASE_TYPE_BAD_LENGTH", Send, _ => Rows((object[])[Button(new string('a', 101))])),
        ["two buttons with an id"] = new(400, 50035, "components.0.components.1.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED", Send, _ => Rows((object[])[Button("a"), Button("a")])),
        ["style that is not"] = new(400, 50035, "components.0.components.0.style: NUMBER_TYPE_MAX", Send, _ => Rows((object[])[new { type = 2, style = 9, label = "a", custom_id = "a" }])),

        ["closed direct messages"] = new(403, 50007, "Cannot send messages to this user", stage => With(() => stage.Ada.AcceptsDirectMessages = false, $"POST /channels/{stage.Direct.Id}/messages"), _ => Text("a")),
        ["direct channel with a bot"] = new(403, 50007, "Cannot send messages to this user", _ => "POST /users/@me/channels", stage => new { recipient_id = stage.Bot.Id }),
        ["direct channel with nobody"] = new(400, 50035, "recipient_id: USER_DOES_NOT_EXIST", _ => "POST /users/@me/channels", _ => new { recipient_id = "1" }),
        ["message in a forum"] = new(400, 50008, "Cannot send messages in a non-text channel", stage => $"POST /channels/{stage.Forum.Id}/messages", _ => Text("a")),
        ["post without a message"] = new(400, 50035, "message: BASE_TYPE_REQUIRED", stage => $"POST /channels/{stage.Forum.Id}/threads", _ => new { name = "a" }),
        ["thread without a name"] = new(400, 50035, "name: BASE_TYPE_BAD_LENGTH", stage => $"POST /channels/{stage.General.Id}/threads", _ => new { name = "", type = 11 }),
        ["second thread"] = new(400, 160004, "A thread has already been created for this message", stage => Theirs(stage, post => stage.Server.OpenThread(stage.Ada, post, "T"), "/threads"), _ => new { name = "a" }),
        ["thread in a direct channel"] = new(400, 50024, "Cannot execute action on this channel type", stage => $"POST /channels/{stage.Direct.Id}/threads", _ => new { name = "a", type = 11 }),
        ["archive time that is not"] = new(400, 50035, "auto_archive_duration: BASE_TYPE_CHOICES", stage => $"POST /channels/{stage.General.Id}/threads", _ => new { name = "a", type = 11, auto_archive_duration = 5 }),
        ["locked thread"] = new(400, 160005, "This thread is locked", stage => $"POST /channels/{Archived(stage, isLocked: true).Id}/messages", _ => Text("a")),
        ["edit in an archived thread"] = new(400, 50083, "Thread is archived", stage => $"PATCH {OwnInArchive(stage)}", _ => Text("a")),
        ["emoji that is not"] = new(400, 10014, "Unknown Emoji", stage => $"PUT {Theirs(stage)}/reactions/smile/@me"),
        ["too many messages"] = new(400, 50035, "limit: NUMBER_TYPE_MAX", stage => $"GET /channels/{stage.General.Id}/messages?limit=101"),

        ["command with capitals"] = new(400, 50035, "0.name: APPLICATION_COMMAND_INVALID_NAME", Put, _ => new[] { new { name = "Ask", description = "a" } }),
        ["command without description"] = new(400, 50035, "0.description: BASE_TYPE_REQUIRED", Put, _ => new[] { new { name = "ask" } }),
        ["two commands with a name"] = new(400, 50035, "1.name: APPLICATION_COMMANDS_DUPLICATE_NAME", Put, _ => new[] { new { name = "ask", description = "a" }, new { name = "ask", description = "b" } }),
        ["101 commands"] = new(400, 30032, "Maximum number of application commands reached (100)", Put, _ => Enumerable.Range(0, 101).Select(at => new { name = $"c{at}", description = "a" })),
        ["commands of others"] = new(403, 20012, "You are not authorized to perform this action on this application", _ => "PUT /applications/1/commands", _ => Array.Empty<object>()),
        ["option after an optional one"] = new(400, 50035, "0.options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", Put, _ => new[] { new { name = "ask", description = "a", options = new[] { new { type = 3, name = "a", description = "a", required = false }, new { type = 3, name = "b", description = "b", required = true } } } }),

        ["unknown interaction"] = new(404, 10062, "Unknown interaction", _ => "POST /interactions/1/none/callback", _ => new { type = 5 }),
        ["interaction answered twice"] = new(400, 40060, "Interaction has already been acknowledged.", stage => $"POST /interactions/{Used(stage, 5).Id}/{Used(stage).Token}/callback", _ => new { type = 5 }),
        ["update of a command"] = new(400, 50035, "type: BASE_TYPE_CHOICES", stage => $"POST /interactions/{Used(stage).Id}/{Used(stage).Token}/callback", _ => new { type = 6 }),
        ["followup before the answer"] = new(404, 10015, "Unknown Webhook", stage => $"POST /webhooks/{stage.Bot.Id}/{Used(stage).Token}", _ => Text("a")),
        ["answer that is not"] = new(404, 10008, "Unknown Message", stage => $"PATCH /webhooks/{stage.Bot.Id}/{Used(stage, 5).Token}/messages/1", _ => Text("a")),

        ["flag that does nothing"] = new(400, 50006, "Cannot send an empty message", Send, _ => new { flags = 64 }) { IsProblem = true },
        ["field that is not"] = new(400, 50006, "Cannot send an empty message", Send, _ => new { text = "a" }) { IsProblem = true },
        ["before and after"] = new(400, 50035, "before: NUMBER_TYPE_COERCE", stage => $"GET /channels/{stage.General.Id}/messages?before=x&after=1") { IsProblem = true },
    };

    private static string Send(DiscordStage stage) => $"POST /channels/{stage.General.Id}/messages";

    private static string Put(DiscordStage stage) => $"PUT /applications/{stage.Bot.Id}/commands";

    private static object Text(string content) => new { content };

    private static string With(Action act, string route)
    {
        act();
        return route;
    }

    private static string Path(DiscordPost post) => $"/channels/{post.Room.Id}/messages/{post.Id}";

    private static string Theirs(DiscordStage stage) => Path(stage.Server.Say(stage.General, stage.Ada, "theirs"));

    private static string Theirs(DiscordStage stage, Action<DiscordPost> act, string rest)
    {
        var post = stage.Server.Say(stage.General, stage.Ada, "theirs");
        act(post);
        return "POST " + Path(post) + rest;
    }

    private static string Own(DiscordStage stage) => Path(stage.Server.Say(stage.General, stage.Bot.Account, "mine"));

    private static DiscordRoom Archived(DiscordStage stage, bool isLocked = false)
    {
        var thread = stage.Server.OpenThread(stage.Ada, stage.General, "Old");
        stage.Server.Archive(thread, isLocked);
        return thread;
    }

    private static string OwnInArchive(DiscordStage stage)
    {
        var thread = stage.Server.OpenThread(stage.Ada, stage.General, "Old");
        var post = stage.Server.Say(thread, stage.Bot.Account, "mine");
        stage.Server.Archive(thread);
        return Path(post);
    }

    /// <summary>The use of a command, the same one again in a test; answered if so asked.</summary>
    private static DiscordInvocation Used(DiscordStage stage, int? answer = null)
    {
        stage.Bot.Commands[""] = [new JsonObject { ["id"] = "5", ["name"] = "ask" }];
        stage.Used ??= stage.Server.Use(stage.General, stage.Ada, "ask");
        stage.Used.Answer ??= answer;
        return stage.Used;
    }

    private static object Button(string id) => new { type = 2, style = 1, label = "a", custom_id = id };

    private static object Rows(params object[][] rows) => new { content = "a", components = rows.Select(row => new { type = 1, components = row }) };

    private static JsonArray Files(int count, int size) => new([.. Enumerable.Range(0, count).Select(at => (JsonNode)new JsonObject { ["name"] = $"a{at}.txt", ["size"] = size })]);
}
