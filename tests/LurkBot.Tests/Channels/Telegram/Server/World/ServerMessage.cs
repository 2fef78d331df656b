using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A message as it stands in a chat: the Message object of the Bot API and what happened to it. Tests may read it while the server changes it.</summary>
internal sealed class ServerMessage(ServerChat chat, JsonObject json, DateTimeOffset time)
{
    public ServerChat Chat { get; } = chat;

    public DateTimeOffset Time { get; } = time;

    /// <summary>The Message object. A change puts another object in its place.</summary>
    public JsonObject Json { get; private set; } = json;

    public int Id => (int)Json["message_id"]!;

    public int? EphemeralId => (int?)Json["ephemeral_message_id"];

    public long From => (long?)Json["from"]?["id"] ?? 0;

    public int? ThreadId => (int?)Json["message_thread_id"];

    public int? ReplyTo => (int?)Json["reply_to_message"]?["message_id"];

    /// <summary>The text or the caption after entity parsing; for a rich message, its source.</summary>
    public string Text => (string?)Json["text"] ?? (string?)Json["caption"] ?? RichSource ?? "";

    public JsonArray Entities => Json["entities"] as JsonArray ?? Json["caption_entities"] as JsonArray ?? [];

    /// <summary>The markdown, HTML or blocks that the bot sent in a rich message.</summary>
    public string? RichSource { get; set; }

    /// <summary>The texts before each edit, oldest first.</summary>
    public ImmutableList<string> EarlierTexts { get; private set; } = [];

    public bool IsDeleted { get; set; }

    /// <summary>The emoji that the bot set as a reaction.</summary>
    public string? Reaction { get; set; }

    /// <summary>The buttons under the message, row by row.</summary>
    public IEnumerable<JsonObject> Buttons =>
        (Json["reply_markup"]?["inline_keyboard"] as JsonArray ?? []).SelectMany(row => row!.AsArray()).Select(button => button!.AsObject());

    /// <summary>The message as another one shows that replies to it: without what it replies to itself.</summary>
    public JsonObject AsReplied()
    {
        var copy = (JsonObject)Json.DeepClone();
        copy.Remove("reply_to_message");
        return copy;
    }

    public void Change(Action<JsonObject> change)
    {
        var copy = (JsonObject)Json.DeepClone();
        change(copy);
        Json = copy;
    }

    /// <summary>Changes the content, and keeps the text that was there.</summary>
    public void Edit(DateTimeOffset now, Action<JsonObject> change)
    {
        EarlierTexts = EarlierTexts.Add(Text);
        Change(json =>
        {
            change(json);
            json["edit_date"] = now.ToUnixTimeSeconds();
        });
    }
}
