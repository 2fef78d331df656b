using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The methods: tier of the rate limit (0 for messages), whether a body may be JSON, the scope, and the arguments. A name with ! must be there.</summary>
/// <remarks>The real server ignores arguments that it does not know; here each is a problem, so that typos are seen.</remarks>
internal sealed record SlackSchema(string Method, int Tier, bool TakesJson, string Scope, FrozenDictionary<string, (string Type, bool IsRequired)> Arguments)
{
    private const string Page = "cursor string, limit int";
    private const string Range = $"{Page}, channel string!, latest string, oldest string, inclusive bool, include_all_metadata bool";
    private const string Author = "as_user bool, icon_emoji string, icon_url string, username string";
    private const string Content = "channel string!, text string, blocks array, attachments array, markdown_text string, parse string, link_names bool";
    private const string Thread = "channel_id string!, thread_ts string";

    public static FrozenDictionary<string, SlackSchema> Methods { get; } = Read($"""
        apps.connections.open 1 form connections:write:
        auth.test 4 json -:
        bots.info 3 form users:read: bot string
        users.info 4 form users:read: user string!, include_locale bool
        users.conversations 3 form -: {Page}, exclude_archived bool, types string, user string
        conversations.info 3 form -: channel string!, include_locale bool, include_num_members bool
        conversations.list 2 form -: {Page}, exclude_archived bool, types string
        conversations.history 3 form -: {Range}
        conversations.replies 3 form -: {Range}, ts string!
        conversations.open 3 json im:write|mpim:write: channel string, users string, prevent_creation bool, return_im bool
        conversations.members 4 form -: {Page}, channel string!
        conversations.join 3 json channels:join: channel string!
        chat.postMessage 0 json chat:write: {Content}, {Author}, thread_ts string, reply_broadcast bool, metadata object, mrkdwn bool, unfurl_links bool, unfurl_media bool
        chat.postEphemeral 4 json chat:write: {Content}, {Author}, thread_ts string, user string!
        chat.update 3 json chat:write: {Content}, as_user bool, ts string!, metadata object, reply_broadcast bool, file_ids array
        chat.delete 3 json chat:write: channel string!, ts string!, as_user bool
        chat.getPermalink 4 form -: channel string!, message_ts string!
        chat.startStream 2 json chat:write: channel string!, thread_ts string!, markdown_text string, chunks array, recipient_user_id string, recipient_team_id string, task_display_mode string, icon_emoji string, icon_url string, username string
        chat.appendStream 4 json chat:write: channel string!, ts string!, markdown_text string, chunks array
        chat.stopStream 2 json chat:write: channel string!, ts string!, markdown_text string, chunks array, blocks array, metadata object, session_status string
        reactions.add 3 json reactions:write: channel string!, timestamp string!, name string!
        reactions.remove 2 json reactions:write: channel string!, timestamp string!, name string!
        reactions.get 3 form reactions:read: channel string!, timestamp string!, full bool
        files.getUploadURLExternal 4 form files:write: filename string!, length int!, alt_text string, snippet_type string
        files.completeUploadExternal 4 json files:write: files array!, channel_id string, channels string, thread_ts string, initial_comment string, blocks array
        files.info 4 form files:read: file string!, {Page}, page int, count int
        assistant.threads.setStatus 4 json assistant:write|chat:write: channel_id string!, thread_ts string!, status string!, loading_messages array, icon_emoji string, icon_url string, username string
        assistant.threads.setTitle 4 json assistant:write: channel_id string!, thread_ts string!, title string!
        assistant.threads.setSuggestedPrompts 4 json assistant:write: {Thread}, prompts array!, title string
        agents.sessions.setStatus 3 json assistant:write|chat:write: {Thread}, status string!, title string, initiator_user_id string, icon_emoji string, icon_url string, username string
        agents.sessions.rename 3 json assistant:write|chat:write: {Thread}, title string!
        views.publish 4 json -: user_id string!, view object!, hash string
        """);

    /// <summary>Brings arguments into their types, and says what is wrong with them.</summary>
    /// <param name="given">The values as they came: strings in forms, any JSON in JSON bodies.</param>
    /// <param name="isJson">Whether the body was JSON.</param>
    /// <param name="unknown">Takes the names that the method does not have.</param>
    public JsonObject ReadArguments(IEnumerable<KeyValuePair<string, JsonNode?>> given, bool isJson, List<string> unknown)
    {
        var arguments = new JsonObject();
        foreach (var (name, value) in given)
        {
            // Each method takes the workspace, which Bolt names in all calls.
            if (value is null || name is "token" or "team_id")
                continue;
            if (!Arguments.TryGetValue(name, out var declared))
            {
                unknown.Add($"{Method} has no argument {name}");
                continue;
            }

            var converted = Convert(value, declared.Type, isJson);
            var kind = converted?.GetValueKind() ?? JsonValueKind.Null;
            var fits = declared.Type switch
            {
                "string" => kind == JsonValueKind.String,
                "bool" => kind is JsonValueKind.True or JsonValueKind.False,
                "int" => kind == JsonValueKind.Number,
                "array" => kind == JsonValueKind.Array,
                _ => kind == JsonValueKind.Object,
            };
            if (!fits)
                throw name is "blocks" or "view" ? new SlackException("invalid_blocks_format") : name == "metadata" ? new SlackException("invalid_metadata_format") : SlackException.Arguments($"must provide a valid {declared.Type} [json-pointer:/{name}]");
            arguments[name] = converted;
        }

        var missing = Arguments.Where(argument => argument.Value.IsRequired && !arguments.ContainsKey(argument.Key)).Select(argument => $"missing required field: {argument.Key}").Order(StringComparer.Ordinal).ToArray();
        return missing.Length == 0 ? arguments : throw SlackException.Arguments(missing);
    }

    private static JsonNode? Convert(JsonNode value, string type, bool isJson)
    {
        if (value is not JsonValue given || given.GetValueKind() != JsonValueKind.String)
            return value.DeepClone();
        var text = (string)given!;
        try
        {
            return type switch
            {
                "string" => text,
                // A JSON body may hold arrays and objects as texts too; numbers and flags it has itself.
                "int" => !isJson && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : text,
                "bool" => isJson ? text : text switch { "true" or "1" => true, "false" or "0" => false, _ => text },
                _ => JsonNode.Parse(text),
            };
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static FrozenDictionary<string, SlackSchema> Read(string lines) => lines.Split('\n').Select(line =>
    {
        var colon = line.LastIndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? at : line.Length - 1;
        var head = line[..colon].Split(' ');
        var arguments = line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(argument => argument.Split(' ')).ToFrozenDictionary(argument => argument[0], argument => (argument[1].TrimEnd('!'), argument[1].EndsWith('!')), StringComparer.Ordinal);
        return new SlackSchema(head[0], int.Parse(head[1], CultureInfo.InvariantCulture), head[2] == "json", head[3] == "-" ? "" : head[3], arguments);
    }).ToFrozenDictionary(schema => schema.Method, StringComparer.Ordinal);
}
