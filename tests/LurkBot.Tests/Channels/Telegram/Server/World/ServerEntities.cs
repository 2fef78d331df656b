using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LurkBot.Tests.Channels;

/// <summary>The entities that the server finds in a text by itself. Offsets are UTF-16 units.</summary>
internal static partial class ServerEntities
{
    /// <summary>Adds to given entities those that are found between them.</summary>
    public static JsonArray Find(string text, JsonArray? given = null)
    {
        var found = given?.Select(entity => entity!.DeepClone().AsObject()).ToList() ?? [];
        foreach (Match match in Automatic().Matches(text))
        {
            var kind = match.Groups.Cast<Group>().First(group => group.Success && group.Name != "0").Name;
            if (!found.Exists(entity => (int)entity["offset"]! < match.Index + match.Length && match.Index < (int)entity["offset"]! + (int)entity["length"]!
                && (string?)entity["type"] is "code" or "pre" or "text_link" or "mention" or "bot_command" or "url" or "email"))
                found.Add(new JsonObject { ["offset"] = match.Index, ["length"] = match.Length, ["type"] = kind });
        }

        return [.. found.OrderBy(entity => (int)entity["offset"]!).ThenByDescending(entity => (int)entity["length"]!)];
    }

    [GeneratedRegex(@"(?<![\w.+-])(?<email>[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w)|(?<url>https?://([\w-]+\.)+(\d+|[A-Za-z]{2,})(:\d+)?([/?#][^\s<>()]*[^\s<>.,;:!?()])?)|(?<!\w)(?<mention>@[A-Za-z0-9_]{2,32})(?!\w)|(?<![\w/<>])(?<bot_command>/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]{3,32})?)(?![\w/])|(?<![\w#])(?<hashtag>\#\w*[^\W\d]\w*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Automatic();
}
