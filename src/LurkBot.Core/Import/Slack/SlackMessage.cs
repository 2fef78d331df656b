using System.Globalization;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>The messages of a Slack export.</summary>
internal static class SlackMessage
{
    private const long LastSecond = 253_402_300_799;

    /// <summary>Reads a message.</summary>
    /// <param name="root">The message.</param>
    /// <param name="folder">The chat's folder.</param>
    /// <param name="parts">The export.</param>
    /// <param name="people">Names.</param>
    /// <param name="notes">Told of what is left out.</param>
    /// <param name="place">Its place in the export.</param>
    /// <returns>Null when there is nothing of it to import; the notes say so.</returns>
    public static ChatMessage? Read(JsonElement root, string folder, SlackParts parts, SlackPeople people, ImportNotes notes, string place)
    {
        var id = ImportJson.Text(root, "ts") ?? place;
        var (type, subtype) = (ImportJson.Text(root, "type"), ImportJson.Text(root, "subtype"));
        if (type is not "message")
        {
            notes.Skip(type is null ? "messages without a type, not imported" : $"messages of type {type}, not imported", id);
            return null;
        }

        if (subtype is "tombstone" or "message_deleted")
        {
            notes.Skip("messages that were deleted, not imported", id);
            return null;
        }

        var said = SlackText.Read(ImportJson.Text(root, "text") ?? "", people);
        if (said.Length == 0)
            said = SlackText.ReadBlocks(ImportJson.Get(root, "blocks"), people);
        if (said.Length == 0)
            said = SlackText.ReadBlocks(ImportJson.Get(root, "attachments"), people);
        var sender = SenderOf(root, people);
        if (!IsSaid(subtype))
            return new ChatMessage(id, null, At(id), $"{ChatLabel.Line(sender.Name ?? sender.Id)}: {(said.Length > 0 ? said : subtype)}", []) { IsEvent = true };

        var files = ImportJson.Items(ImportJson.Get(root, "files")).Concat(ImportJson.Get(root, "file") is { ValueKind: JsonValueKind.Object } single ? [single] : [])
            .Select(file => parts.FindFile(folder, ImportJson.Text(file, "id") ?? "", ImportJson.Text(file, "name") ?? ImportJson.Text(file, "title") ?? "file", ImportJson.Text(file, "mimetype"), ImportJson.Tokens(file, "size"), notes, id)).ToList();
        var thread = ImportJson.Text(root, "thread_ts");
        return new ChatMessage(id, sender, At(id), ChatLabel.Escape(said), files) { Answers = thread is null || thread == id ? null : thread };
    }

    /// <summary>Other kinds tell of what happened in the channel: who came and left, its topic, what was pinned.</summary>
    private static bool IsSaid(string? subtype) => subtype is null or "thread_broadcast" or "reply_broadcast" or "me_message" or "file_share" or "file_comment" or "file_mention" or "bot_message" or "assistant_app_thread" or "slackbot_response" or "reminder_add";

    private static Sender SenderOf(JsonElement root, SlackPeople people)
    {
        var user = ImportJson.Text(root, "user");
        var bot = ImportJson.Get(root, "bot_profile");
        var id = user ?? ImportJson.Text(root, "bot_id") ?? ImportJson.Text(root, "username") ?? "unknown";
        var own = ImportJson.Get(root, "user_profile");
        var name = ImportJson.Text(root, "username") ?? people.NameOf(id) ?? SlackPeople.NameOf(own, own) ?? ImportJson.Text(bot, "name");
        return new Sender(id, string.IsNullOrWhiteSpace(name) ? null : name, Trust.Low);
    }

    /// <summary>Seconds since 1970 with a fraction that makes them unique.</summary>
    private static DateTimeOffset? At(string ts) => decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < LastSecond
        ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
        : null;
}
