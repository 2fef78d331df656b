using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class SlackMethods
{
    /// <summary>The direct messages of an app and a person, opened when there are none yet.</summary>
    public WorkspaceChannel OpenIm(WorkspaceApp app, WorkspaceUser user)
    {
        if (user.IsDeactivated)
            throw new SlackException("user_disabled");
        if (user == app.User || user.IsBot)
            throw new SlackException("cannot_dm_bot");
        if (world.Channels.Find(known => known.Kind == ConversationKind.Im && known.Has(app.User) && known.Has(user)) is { } there)
            return there;
        var channel = new WorkspaceChannel(world.NewId("D"), ConversationKind.Im, "");
        channel.Members.AddRange([user.Id, app.User.Id]);
        world.Channels.Add(channel);
        return channel;
    }

    private JsonObject OpenSocket(SlackCall call)
    {
        if (!call.App.IsSocketModeOn)
            throw new SlackException("socket_mode_not_enabled");
        return new JsonObject { ["url"] = $"{world.Root.Replace("http:", "ws:", StringComparison.Ordinal)}/link/?ticket={sockets.NewTicket(call.App)}&app_id={call.App.Id}" };
    }

    private JsonObject AuthTest(SlackCall call) => new()
    {
        ["url"] = $"{world.Root}/",
        ["team"] = "Lurkers",
        ["user"] = call.App.User.Name,
        ["team_id"] = world.Team,
        ["user_id"] = call.App.User.Id,
        ["bot_id"] = call.App.BotId,
        ["is_enterprise_install"] = false,
    };

    private JsonObject BotInfo(SlackCall call)
    {
        var app = world.Apps.Find(known => known.BotId == call.Text("bot")) ?? throw new SlackException("bot_not_found");
        return new JsonObject
        {
            ["bot"] = new JsonObject { ["id"] = app.BotId, ["deleted"] = false, ["name"] = app.User.Name, ["updated"] = 1_760_000_000, ["app_id"] = app.Id, ["user_id"] = app.User.Id, ["icons"] = new JsonObject() },
        };
    }

    private JsonObject UserInfo(SlackCall call) =>
        new() { ["user"] = (world.Users.GetValueOrDefault(call.Text("user")!) ?? throw new SlackException("user_not_found")).ToJson() };

    private JsonObject ListConversations(SlackCall call)
    {
        var types = (call.Text("types") ?? "public_channel").Split(',', StringSplitOptions.TrimEntries);
        if (types.FirstOrDefault(type => type is not ("public_channel" or "private_channel" or "mpim" or "im")) is not null)
            throw new SlackException("invalid_types");
        foreach (var type in types)
            Need(call.App.Scopes, type switch { "public_channel" => "channels:read", "private_channel" => "groups:read", _ => $"{type}:read" });
        var isOwn = call.Schema.Method == "users.conversations";
        var found = world.Channels.Where(channel => types.Contains(channel.ListType, StringComparer.Ordinal) && !(channel.IsArchived && call.Flag("exclude_archived") is true)
            && (channel.Has(call.App.User) || (!isOwn && channel.Kind == ConversationKind.Public))).ToList();
        var (page, next) = Page(call, found, 100);
        return new JsonObject { ["channels"] = new JsonArray([.. page.Select(channel => (JsonNode)channel.ToJson(call.App.User))]), ["response_metadata"] = Cursor(next) };
    }

    private JsonObject ChannelInfo(SlackCall call)
    {
        var channel = Known(call);
        Need(call.App.Scopes, channel.Scope + ":read");
        var json = channel.ToJson(call.App.User);
        if (call.Flag("include_num_members") is true)
            json["num_members"] = channel.Members.Count;
        return json;
    }

    private JsonObject History(SlackCall call)
    {
        var channel = Member(call);
        Need(call.App.Scopes, channel.Scope + ":history");
        var found = InRange(call, channel.Messages.Where(message => !message.IsDeleted && message.IsTopLevel)).Reverse().ToList();
        var (page, next) = Page(call, found, 100);
        return MessagePage(call, page, next);
    }

    private JsonObject Replies(SlackCall call)
    {
        var channel = Member(call);
        Need(call.App.Scopes, channel.Scope + ":history");
        // A message that has answers leaves a stone when it is deleted.
        var root = channel.Messages.Find(message => message.Ts == call.Text("ts") && (!message.IsDeleted || channel.Messages.Exists(reply => reply.ThreadTs == message.Ts && reply != message && !reply.IsDeleted)))
            ?? throw new SlackException("thread_not_found");
        var (page, next) = Page(call, [.. InRange(call, channel.Messages.Where(message => !message.IsDeleted && message != root && message.ThreadTs == root.Ts))], 1000);
        // The root comes first on each page.
        return MessagePage(call, [root, .. page], next);
    }

    private JsonObject OpenConversation(SlackCall call)
    {
        if (call.Text("channel") is not null)
            return new JsonObject { ["channel"] = new JsonObject { ["id"] = Known(call).Id } };
        var ids = (call.Text("users") ?? throw new SlackException("users_list_not_supplied")).Split(',', StringSplitOptions.TrimEntries);
        var users = ids.Select(id => world.Users.GetValueOrDefault(id) ?? throw new SlackException("user_not_found")).ToList();
        if (users.Count == 1)
        {
            Need(call.App.Scopes, "im:write");
            var im = OpenIm(call.App, users[0]);
            return new JsonObject { ["channel"] = call.Flag("return_im") is true ? im.ToJson(call.App.User) : new JsonObject { ["id"] = im.Id } };
        }

        Need(call.App.Scopes, "mpim:write");
        var members = users.Append(call.App.User).Select(user => user.Id).Order(StringComparer.Ordinal).ToList();
        var channel = world.Channels.Find(known => known.Kind == ConversationKind.Mpim && known.Members.Order(StringComparer.Ordinal).SequenceEqual(members, StringComparer.Ordinal));
        if (channel is null)
        {
            world.Channels.Add(channel = new WorkspaceChannel(world.NewId("G"), ConversationKind.Mpim, "mpdm-" + string.Join("--", users.Select(user => user.Name)) + "-1"));
            channel.Members.AddRange(members);
        }

        return new JsonObject { ["channel"] = new JsonObject { ["id"] = channel.Id } };
    }

    private JsonObject Members(SlackCall call)
    {
        var channel = Known(call);
        Need(call.App.Scopes, channel.Scope + ":read");
        var (page, next) = Page(call, channel.Members, 100);
        return new JsonObject { ["members"] = new JsonArray([.. page.Select(member => (JsonNode)member)]), ["response_metadata"] = Cursor(next) };
    }

    private JsonObject Join(SlackCall call)
    {
        var channel = Known(call);
        if (channel.Kind != ConversationKind.Public)
            throw new SlackException("method_not_supported_for_channel_type");
        if (channel.IsArchived)
            throw new SlackException("is_archived");
        if (!channel.Has(call.App.User))
            channel.Members.Add(call.App.User.Id);
        else
            call.Warnings.Add("already_in_channel");
        return new JsonObject { ["channel"] = channel.ToJson(call.App.User) };
    }

    private static JsonObject MessagePage(SlackCall call, IEnumerable<WorkspaceMessage> page, string? next)
    {
        var withMetadata = call.Flag("include_all_metadata") is true;
        var answer = new JsonObject { ["messages"] = new JsonArray([.. page.Select(message => (JsonNode)SlackWorld.ToJson(message, withMetadata))]), ["has_more"] = next is not null };
        if (next is not null)
            answer["response_metadata"] = Cursor(next);
        return answer;
    }

    /// <summary>The messages between two time stamps, which belong to the range only when asked for.</summary>
    private static IEnumerable<WorkspaceMessage> InRange(SlackCall call, IEnumerable<WorkspaceMessage> messages)
    {
        var (oldest, latest, inclusive) = (Bound(call, "oldest"), Bound(call, "latest"), call.Flag("inclusive") is true);
        return messages.Where(message =>
        {
            var ts = decimal.Parse(message.Ts, CultureInfo.InvariantCulture);
            return (oldest is null || ts > oldest || (inclusive && ts == oldest)) && (latest is null || ts < latest || (inclusive && ts == latest));
        });
    }

    private static decimal? Bound(SlackCall call, string name) =>
        call.Text(name) is not { } text ? null : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bound) ? bound : throw new SlackException($"invalid_ts_{name}");

    private static (IReadOnlyList<T> Page, string? Next) Page<T>(SlackCall call, IReadOnlyList<T> items, int usual)
    {
        var limit = (int)(call.Integer("limit") ?? usual);
        if (limit is < 1 or > 1000)
            throw new SlackException("invalid_limit");
        var from = 0;
        if (call.Text("cursor") is { Length: > 0 } cursor)
        {
            try
            {
                from = int.Parse(Encoding.ASCII.GetString(Convert.FromBase64String(cursor))["next:".Length..], CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException)
            {
                throw new SlackException("invalid_cursor");
            }
        }

        return ([.. items.Skip(from).Take(limit)], from + limit < items.Count ? Convert.ToBase64String(Encoding.ASCII.GetBytes($"next:{from + limit}")) : null);
    }

    private static JsonObject Cursor(string? next) => new() { ["next_cursor"] = next ?? "" };
}
