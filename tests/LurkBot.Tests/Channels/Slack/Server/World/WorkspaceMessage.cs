using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A message as it stands in a conversation. Tests may read it while the server changes it.</summary>
internal sealed class WorkspaceMessage(WorkspaceChannel channel, JsonObject json, DateTimeOffset time)
{
    public WorkspaceChannel Channel { get; } = channel;

    public DateTimeOffset Time { get; } = time;

    /// <summary>The message object without what its replies add to it. A change puts another object in its place.</summary>
    public JsonObject Json { get; private set; } = json;

    public string Ts => (string)Json["ts"]!;

    public string? ThreadTs => (string?)Json["thread_ts"];

    public string? User => (string?)Json["user"];

    public string? BotId => (string?)Json["bot_id"];

    public string? Subtype => (string?)Json["subtype"];

    /// <summary>The text on the wire: escaped, with entities such as <c>&lt;@U1&gt;</c>.</summary>
    public string Text => (string?)Json["text"] ?? "";

    public JsonArray Blocks => Json["blocks"] as JsonArray ?? [];

    public JsonArray Files => Json["files"] as JsonArray ?? [];

    /// <summary>The <c>metadata</c> that an app put into it.</summary>
    public JsonObject? Metadata { get; set; }

    /// <summary>The source in standard Markdown, where an app sent that.</summary>
    public string? Markdown { get; set; }

    /// <summary>What an app streams into it; null for a message that was never streamed.</summary>
    public WorkspaceStream? Stream { get; set; }

    /// <summary>What a person reads: blocks in the place of the text where there are some; without entities and escapes of our own.</summary>
    public string Shown => Markdown is not null || Blocks.Count == 0 ? Markdown ?? Text : string.Join('\n', SlackText.Of(Blocks));

    /// <summary>The texts before each edit, oldest first.</summary>
    public ImmutableList<string> EarlierTexts { get; private set; } = [];

    public bool IsDeleted { get; set; }

    /// <summary>Makes the message odd where a history shows it.</summary>
    public Action<JsonObject>? Spoil { get; set; }

    /// <summary>Who was pinged by it: here, channel, everyone or a user group.</summary>
    public ImmutableList<string> Broadcasts { get; private set; } = [];

    /// <summary>The reactions: name and user.</summary>
    public ImmutableList<(string Name, string User)> Reactions { get; set; } = [];

    public bool IsReply => ThreadTs is not null && ThreadTs != Ts;

    /// <summary>Whether it stands in the conversation itself, not in a thread alone.</summary>
    public bool IsTopLevel => !IsReply || Subtype == "thread_broadcast";

    /// <summary>The buttons in the message.</summary>
    public IEnumerable<(JsonObject Block, JsonObject Button)> Buttons => Blocks.OfType<JsonObject>().SelectMany(block =>
        ((block["elements"] as JsonArray)?.OfType<JsonObject>() ?? []).Append(block["accessory"] as JsonObject).OfType<JsonObject>()
            .Where(element => (string?)element["type"] == "button").Select(button => (block, button)));

    public void Change(Action<JsonObject> change)
    {
        var copy = (JsonObject)Json.DeepClone();
        change(copy);
        Json = copy;
    }

    /// <summary>Changes the content, and keeps the text that was there.</summary>
    public void Edit(Action<JsonObject> change)
    {
        EarlierTexts = EarlierTexts.Add(Markdown ?? Text);
        Change(change);
    }

    /// <summary>Notes who is pinged by what is in it now.</summary>
    public void NoteBroadcasts() =>
        Broadcasts = [.. Broadcasts.Union(SlackText.Marked(Blocks).Append(Text).Append(Markdown ?? "").SelectMany(SlackText.Broadcasts), StringComparer.Ordinal)];
}
