using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LurkBot.Tests.Channels;

/// <summary>Texts on the wire: <c>&amp; &lt; &gt;</c> are escaped, and mentions, links and broadcasts stand in angle brackets.</summary>
internal static partial class SlackText
{
    /// <summary>What a person types becomes what the server stores: @name, #channel, @here and addresses become entities.</summary>
    public static string Compose(SlackWorld world, string typed)
    {
        var text = new StringBuilder();
        var last = 0;
        foreach (Match match in Typed().Matches(typed))
        {
            text.Append(Escape(typed[last..match.Index]));
            text.Append(Entity(world, match.Value) ?? Escape(match.Value));
            last = match.Index + match.Length;
        }

        return text.Append(Escape(typed[last..])).ToString();
    }

    /// <summary>A text on the wire whose names, channels and broadcasts become entities too.</summary>
    public static string Link(SlackWorld world, string text) => Typed().Replace(text, match => match.Value[0] is '@' or '#' && !match.Value.StartsWith("http", StringComparison.Ordinal) ? Entity(world, match.Value) ?? match.Value : match.Value);

    public static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Everyone whom a text pings at once: here, channel, everyone, or the id of a user group.</summary>
    public static IEnumerable<string> Broadcasts(string text) => Pings().Matches(text).Select(match => match.Groups["who"].Value);

    /// <summary>The ids of the users whom a text mentions.</summary>
    public static IEnumerable<string> Mentions(string text) => Users().Matches(text).Select(match => match.Groups["id"].Value);

    /// <summary>The texts in blocks that are read for marks: the text of an element of rich text is shown as it is.</summary>
    public static IEnumerable<string> Marked(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Marked),
        JsonObject json when (string?)json["type"] is "text" or "link" or "raw_text" or "plain_text" => [],
        JsonObject json when (string?)json["type"] is "user" or "broadcast" or "usergroup" => Of(json),
        JsonObject json => json.Where(pair => pair.Key is "text" or "elements" or "fields" or "accessory" or "title" or "rows").SelectMany(pair => Marked(pair.Value)),
        _ => Of(node),
    };

    /// <summary>The texts in blocks, in order.</summary>
    public static IEnumerable<string> Of(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray items:
                return items.SelectMany(Of);
            case JsonObject json when (string?)json["type"] == "user" && json["user_id"] is { } user:
                return [$"<@{(string?)user}>"];
            case JsonObject json when (string?)json["type"] == "broadcast" && json["range"] is { } range:
                return [$"<!{(string?)range}>"];
            case JsonObject json when (string?)json["type"] == "usergroup" && json["usergroup_id"] is { } group:
                return [$"<!subteam^{(string?)group}>"];
            case JsonObject json:
                return json.Where(pair => pair.Key is "text" or "elements" or "fields" or "accessory" or "title" or "rows").SelectMany(pair => Of(pair.Value));
            case JsonValue text when text.GetValueKind() == System.Text.Json.JsonValueKind.String:
                return [(string)text!];
            default:
                return [];
        }
    }

    private static string? Entity(SlackWorld world, string word)
    {
        if (word is "@here" or "@channel" or "@everyone")
            return $"<!{word[1..]}>";
        if (word[0] == '@')
            return world.Users.Values.FirstOrDefault(user => user.Name == word[1..]) is { } user ? $"<@{user.Id}>" : null;
        if (word[0] == '#')
            return world.Channels.Find(channel => !channel.IsDirect && channel.Name == word[1..]) is { } channel ? $"<#{channel.Id}|{channel.Name}>" : null;
        return $"<{Escape(word)}>";
    }

    [GeneratedRegex(@"(?<![\w.])(@[a-z0-9._-]*[a-z0-9]|#[a-z0-9_-]+|https?://[^\s<>]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Typed();

    [GeneratedRegex(@"<!(subteam\^)?(?<who>here|channel|everyone|group|(?<=\^)S\w+)(\|[^>]*)?>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pings();

    [GeneratedRegex(@"<@(?<id>[UW]\w+)(\|[^>]*)?>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Users();
}
