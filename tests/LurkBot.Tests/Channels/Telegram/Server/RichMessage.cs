using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The limits of rich messages, and what is kept of one: its source, shown as one paragraph.</summary>
internal static class RichMessage
{
    private const int MaxCharacters = 32_768;
    private const int MaxBlocks = 500;
    private const int MaxMedia = 50;
    private const int MaxColumns = 20;

    /// <summary>Checks the limits that can be seen without laying the message out, and returns its source.</summary>
    public static string Check(JsonObject rich, bool exists, bool mayBeEmpty = false)
    {
        if (!exists)
            throw BotApiException.BadRequest("message text is empty");
        string?[] sources = [(string?)rich["markdown"], (string?)rich["html"], rich["blocks"]?.ToJsonString()];
        if (sources.Count(source => source is not null) != 1)
            throw BotApiException.BadRequest("exactly one of the fields html, markdown and blocks must be used");
        var text = sources.First(source => source is not null)!;
        if (text.Trim().Length == 0 && !mayBeEmpty)
            throw BotApiException.BadRequest("message text is empty");
        var characters = rich["html"] is not null ? RichHtml.Read(text).Characters : text.EnumerateRunes().Count();
        if (characters == 0 && !mayBeEmpty)
            throw BotApiException.BadRequest("RICH_MESSAGE_CONTENT_REQUIRED");
        if (characters > MaxCharacters)
            throw BotApiException.BadRequest("message is too long");
        var blocks = rich["blocks"] is JsonArray array ? array.Count : text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length;
        if (blocks > MaxBlocks)
            throw BotApiException.BadRequest("too many blocks in the rich message");
        if (rich["media"] is JsonArray { Count: > MaxMedia })
            throw BotApiException.BadRequest("too much media in the rich message");
        if (rich["markdown"] is not null && text.Split('\n').Any(line => line.StartsWith('|') && line.Trim().Trim('|').Split('|').Length > MaxColumns))
            throw BotApiException.BadRequest("too many columns in a table of the rich message");
        return text;
    }

    public static JsonObject Content(JsonObject rich, string source)
    {
        var message = new JsonObject
        {
            ["blocks"] = rich["blocks"]?.DeepClone() ?? new JsonArray(new JsonObject { ["type"] = "paragraph", ["text"] = source }),
        };
        if ((bool?)rich["is_rtl"] is true)
            message["is_rtl"] = true;
        return new JsonObject { ["rich_message"] = message };
    }
}
