using System.Globalization;
using System.Text.Json.Nodes;
using LurkBot.Tests.Channels.Telegram;

namespace LurkBot.Tests.Channels;

/// <summary>A text and its entities, from what a bot sent.</summary>
internal sealed record FormattedText(string Text, JsonArray Entities)
{
    private static readonly string[] EntityTypes =
    [
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline", "strikethrough", "spoiler",
        "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention", "custom_emoji", "date_time",
    ];

    /// <summary>Reads a text of at most so many code points after parsing.</summary>
    public static FormattedText Read(JsonObject parameters, string name, int max, string tooLong, bool mayBeEmpty = false)
    {
        var (source, mode) = ((string?)parameters[name] ?? "", (string?)parameters["parse_mode"] ?? "");
        var given = parameters[name == "caption" ? "caption_entities" : "entities"]?.DeepClone() as JsonArray;
        var (text, entities) = mode.ToUpperInvariant() switch
        {
            "" => (source, given ?? []),
            "HTML" => OfHtml(source),
            "MARKDOWN" or "MARKDOWNV2" => throw BotApiException.BadRequest("this test server has no MarkdownV2"),
            _ => throw BotApiException.BadRequest("unsupported parse_mode"),
        };
        CheckEntities(text, entities);
        text = Trim(text, entities);
        if (text.Length == 0 && !mayBeEmpty)
            throw BotApiException.BadRequest("message text is empty");
        if (text.EnumerateRunes().Count() > max)
            throw BotApiException.BadRequest(tooLong);
        return new FormattedText(text, ServerEntities.Find(text, entities));
    }

    private static (string Text, JsonArray Entities) OfHtml(string source)
    {
        var parsed = TelegramHtmlParser.Parse(source);
        return (parsed.Text, [.. parsed.Entities.Select(entity => (JsonNode)Write(entity))]);
    }

    private static JsonObject Write(TextEntity entity)
    {
        var json = new JsonObject { ["type"] = entity.Type, ["offset"] = entity.Offset, ["length"] = entity.Length };
        if (entity is { Type: "text_mention", Extra: { } user })
            json["user"] = new JsonObject { ["id"] = long.Parse(user, CultureInfo.InvariantCulture), ["is_bot"] = false, ["first_name"] = "" };
        else if (entity.Extra is { } extra && entity.Type is "pre" or "text_link" or "custom_emoji")
            json[entity.Type switch { "pre" => "language", "text_link" => "url", _ => "custom_emoji_id" }] = extra;
        return json;
    }

    private static void CheckEntities(string text, JsonArray entities)
    {
        foreach (var entity in entities)
        {
            var (offset, length) = ((int)entity!["offset"]!, (int)entity["length"]!);
            if (offset < 0 || length <= 0 || offset + length > text.Length)
                throw BotApiException.BadRequest($"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {offset + length}");
            if (!EntityTypes.Contains((string?)entity["type"]) || ((string?)entity["type"] == "text_link" && entity["url"] is null))
                throw BotApiException.BadRequest("can't parse MessageEntity: Unsupported type specified");
            if (IsInsidePair(text, offset) || IsInsidePair(text, offset + length))
                throw BotApiException.BadRequest($"entity at UTF-16 offset {offset} begins or ends in a middle of a UTF-16 symbol");
        }
    }

    private static bool IsInsidePair(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);

    /// <summary>Takes white space from both ends, as the server does, and moves the entities along.</summary>
    private static string Trim(string text, JsonArray entities)
    {
        var (cut, trimmed) = (text.Length - text.TrimStart(' ', '\n', '\t', '\r').Length, text.Trim(' ', '\n', '\t', '\r'));
        foreach (var entity in entities.ToList())
        {
            var (start, end) = ((int)entity!["offset"]! - cut, (int)entity["offset"]! + (int)entity["length"]! - cut);
            (start, end) = (Math.Max(0, start), Math.Min(trimmed.Length, end));
            if (end <= start)
                entities.Remove(entity);
            else
                (entity["offset"], entity["length"]) = (start, end - start);
        }

        return trimmed;
    }
}
