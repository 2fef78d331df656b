using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Checks blocks as the server does: kinds, lengths and counts.</summary>
internal static class SlackBlocks
{
    /// <summary>The sum of all texts that a message takes; observed, not documented.</summary>
    private const int MaxSum = 13_200;
    private const int MaxMarkdown = 12_000;

    public static void Check(JsonArray blocks, int most = 50)
    {
        if (blocks.Count > most)
            throw SlackException.Blocks($"no more than {most} items allowed [json-pointer:/blocks]");
        var problems = new List<string>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < blocks.Count; at++)
        {
            if (blocks[at] is not JsonObject block)
            {
                problems.Add($"must be an object [json-pointer:/blocks/{at}]");
                continue;
            }

            Length(block["block_id"], 1, 255, $"/blocks/{at}/block_id", problems);
            if ((string?)block["block_id"] is { } id && !ids.Add(id))
                problems.Add($"`block_id` \"{id}\" already exists [json-pointer:/blocks/{at}/block_id]");
            Block(block, $"/blocks/{at}", problems);
        }

        if (problems.Count > 0)
            throw SlackException.Blocks([.. problems]);
        if (blocks.OfType<JsonObject>().Where(block => (string?)block["type"] == "markdown").Sum(block => ((string)block["text"]!).Length) > MaxMarkdown
            || SlackText.Of(blocks).Sum(text => text.Length) > MaxSum)
            throw new SlackException("msg_blocks_too_long");
    }

    /// <summary>Blocks as the server keeps them: each has a block_id, each element an action_id.</summary>
    public static JsonArray Complete(JsonArray blocks, SlackWorld world)
    {
        var copy = (JsonArray)blocks.DeepClone();
        foreach (var block in copy.OfType<JsonObject>())
        {
            block["block_id"] ??= world.NewId("b");
            foreach (var element in ((block["elements"] as JsonArray)?.OfType<JsonObject>() ?? []).Append(block["accessory"] as JsonObject).OfType<JsonObject>().Where(element => (string?)element["type"] == "button"))
                element["action_id"] ??= world.NewId("a");
        }

        return copy;
    }

    private static void Block(JsonObject block, string path, List<string> problems)
    {
        switch ((string?)block["type"])
        {
            case "section":
                if (block["text"] is null && block["fields"] is null)
                    problems.Add($"missing required field: text [json-pointer:{path}]");
                if (block["text"] is { } text)
                    TextObject(text, 3000, $"{path}/text", problems);
                Items(block["fields"], 10, $"{path}/fields", problems, (field, at) => TextObject(field, 2000, at, problems));
                if (block["accessory"] is { } accessory)
                    Element(accessory, $"{path}/accessory", problems);
                break;
            case "header":
                TextObject(block["text"], 150, $"{path}/text", problems, onlyPlain: true);
                break;
            case "markdown":
                Length(block["text"] ?? "", 1, MaxMarkdown, $"{path}/text", problems);
                break;
            case "context":
                Items(block["elements"] ?? new JsonArray(), 10, $"{path}/elements", problems, (element, at) =>
                {
                    if ((string?)element?["type"] != "image")
                        TextObject(element, 3000, at, problems);
                });
                break;
            case "actions":
                Items(block["elements"] ?? new JsonArray(), 25, $"{path}/elements", problems, (element, at) => Element(element, at, problems));
                break;
            case "context_actions":
                Items(block["elements"] ?? new JsonArray(), 5, $"{path}/elements", problems, (_, _) => { });
                break;
            case "rich_text":
                Items(block["elements"] ?? new JsonArray(), int.MaxValue, $"{path}/elements", problems, (_, _) => { });
                break;
            case "divider" or "image" or "file" or "video" or "table" or "task_card" or "plan":
                break;
            case var other:
                problems.Add($"unsupported type: {other} [json-pointer:{path}/type]");
                break;
        }
    }

    private static void Element(JsonNode? node, string path, List<string> problems)
    {
        if (node is not JsonObject element || (string?)element["type"] is not { } type)
        {
            problems.Add($"missing required field: type [json-pointer:{path}]");
            return;
        }

        Length(element["action_id"], 1, 255, $"{path}/action_id", problems);
        if (type != "button")
            return;
        TextObject(element["text"], 75, $"{path}/text", problems, onlyPlain: true);
        Length(element["value"], 0, 2000, $"{path}/value", problems);
        Length(element["url"], 0, 3000, $"{path}/url", problems);
        if (element["style"] is { } style && (string?)style is not ("primary" or "danger"))
            problems.Add($"value must be one of: primary, danger [json-pointer:{path}/style]");
        foreach (var name in element.Select(field => field.Key).Where(name => name is not ("type" or "text" or "action_id" or "url" or "value" or "style" or "confirm" or "accessibility_label")))
            problems.Add($"invalid additional property: {name} [json-pointer:{path}]");
    }

    private static void TextObject(JsonNode? node, int longest, string path, List<string> problems, bool onlyPlain = false)
    {
        if (node is not JsonObject text || (string?)text["type"] is not { } type)
        {
            problems.Add($"missing required field: type [json-pointer:{path}]");
            return;
        }

        if (type != "plain_text" && (onlyPlain || type != "mrkdwn"))
            problems.Add($"must be a valid text object type [json-pointer:{path}/type]");
        Length(text["text"] ?? "", 1, longest, $"{path}/text", problems);
    }

    private static void Items(JsonNode? node, int most, string path, List<string> problems, Action<JsonNode?, string> check)
    {
        if (node is null)
            return;
        if (node is not JsonArray items || items.Count == 0)
        {
            problems.Add($"must be a list with items [json-pointer:{path}]");
            return;
        }

        if (items.Count > most)
            problems.Add($"no more than {most} items allowed [json-pointer:{path}]");
        for (var at = 0; at < items.Count; at++)
            check(items[at], $"{path}/{at}");
    }

    private static void Length(JsonNode? node, int least, int most, string path, List<string> problems)
    {
        if (node is null)
            return;
        var length = node.GetValueKind() == System.Text.Json.JsonValueKind.String ? ((string)node!).EnumerateRunes().Count() : -1;
        if (length < 0)
            problems.Add($"must be a string [json-pointer:{path}]");
        else if (length < least)
            problems.Add($"must be more than {least - 1} characters [json-pointer:{path}]");
        else if (length > most)
            problems.Add($"must be less than {most + 1} characters [json-pointer:{path}]");
    }
}
