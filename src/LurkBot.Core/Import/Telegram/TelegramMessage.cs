using System.Globalization;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>The messages of a Telegram export.</summary>
internal static class TelegramMessage
{
    private const int MostOptions = 12;

    /// <summary>Reads a message.</summary>
    /// <returns>Null when there is nothing of it to import; the notes say so.</returns>
    public static ChatMessage? Read(JsonElement root, ImportSource source, ImportNotes notes, string place)
    {
        var id = Id(root, "id") ?? place;
        switch (ImportJson.Text(root, "type"))
        {
            case "message":
                return new ChatMessage(id, SenderOf(root, "from"), At(root), Text(root), TelegramFiles.Read(root, source, notes, id)) { Answers = Id(root, "reply_to_message_id") };
            case "service":
                return new ChatMessage(id, null, At(root), Event(root), []) { IsEvent = true };
            case "unsupported":
                notes.Skip("messages that Telegram's export leaves out (unsupported), not imported", id);
                return null;
            case { } type:
                notes.Skip($"messages of type {type}, not imported", id);
                return null;
            case null:
                notes.Skip(root.ValueKind == JsonValueKind.Object ? "messages without a type, not imported" : "messages that are no object, not imported", id);
                return null;
        }
    }

    private static string? Id(JsonElement root, string field) => ImportJson.Get(root, field) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : ImportJson.Text(root, field);

    /// <summary>Seconds since 1970 as a text; earlier exports have only the local time.</summary>
    private static DateTimeOffset? At(JsonElement root) =>
        long.TryParse(ImportJson.Text(root, "date_unixtime"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : ImportJson.Moment(ImportJson.Get(root, "date"));

    private static Sender SenderOf(JsonElement root, string field)
    {
        const string User = "user";
        var (name, id) = (ImportJson.Text(root, field), Id(root, field + "_id"));
        if (id?.StartsWith(User, StringComparison.Ordinal) == true && id.Length > User.Length)
            id = id[User.Length..];
        return new Sender(string.IsNullOrEmpty(id) ? name ?? "unknown" : id, name, Trust.Low);
    }

    private static string Text(JsonElement root)
    {
        var lines = new List<string>();
        if (root.TryGetProperty("forwarded_from", out var forwarded) || root.TryGetProperty("saved_from", out forwarded))
            lines.Add(ChatLabel.Forwarded(ImportJson.Text(forwarded)));
        if (Said(ImportJson.Get(root, "text")) is { Length: > 0 } said)
            lines.Add(ChatLabel.Escape(said));
        if (Label(root) is { } label)
            lines.Add($"[{label}]");
        return string.Join('\n', lines);
    }

    /// <summary>A text, or its parts: texts, and pieces with a mark such as bold.</summary>
    private static string Said(JsonElement text)
    {
        if (ImportJson.Text(text) is { } whole)
            return whole;
        return string.Concat(ImportJson.Items(text).Select(part => ImportJson.Text(part) ?? (ImportJson.Text(part, "type") is "text_link" && ImportJson.Text(part, "href") is { Length: > 0 } href
            ? $"[{ImportJson.Text(part, "text")}]({href})"
            : ImportJson.Text(part, "text") ?? "")));
    }

    private static string? Label(JsonElement root)
    {
        if (ImportJson.Get(root, "contact_information") is { ValueKind: JsonValueKind.Object } contact)
            return $"contact: {ChatLabel.Line($"{ImportJson.Text(contact, "first_name")} {ImportJson.Text(contact, "last_name")}")}, {ChatLabel.Line(ImportJson.Text(contact, "phone_number"))}";
        if (ImportJson.Get(root, "location_information") is { ValueKind: JsonValueKind.Object } location)
        {
            var place = ImportJson.Text(root, "place_name") is { Length: > 0 } name ? $"venue: {ChatLabel.Line(name)}, {ChatLabel.Line(ImportJson.Text(root, "address"))}, " : "location: ";
            return $"{place}{ChatLabel.Line(ImportJson.Get(location, "latitude").ToString())}, {ChatLabel.Line(ImportJson.Get(location, "longitude").ToString())}";
        }

        if (ImportJson.Get(root, "poll") is { ValueKind: JsonValueKind.Object } poll)
            return $"poll: {ChatLabel.Line(PollText(ImportJson.Get(poll, "question")))}{string.Concat(ImportJson.Items(ImportJson.Get(poll, "answers")).Take(MostOptions).Select(answer => $" / {ChatLabel.Line(PollText(ImportJson.Get(answer, "text")))}"))}";
        if (ImportJson.Text(root, "game_title") is { } game)
            return $"game: {ChatLabel.Line(game)}";
        if (ImportJson.Get(root, "invoice_information") is { ValueKind: JsonValueKind.Object } invoice)
            return $"invoice: {ChatLabel.Line(ImportJson.Text(invoice, "title"))}";
        return ImportJson.Text(root, "media_type") is "sticker" ? $"sticker {ChatLabel.Line(ImportJson.Text(root, "sticker_emoji"))}" : null;
    }

    private static string PollText(JsonElement text) => Said(text);

    /// <summary>What happened, in the export's words: who, what, and about what.</summary>
    private static string Event(JsonElement root)
    {
        var (actor, action) = (SenderOf(root, "actor"), ImportJson.Text(root, "action") ?? "event");
        var about = new[] { ImportJson.Text(root, "title"), ImportJson.Text(root, "information_text"), ImportJson.Text(root, "inviter") }
            .Concat(ImportJson.Items(ImportJson.Get(root, "members")).Select(ImportJson.Text)).Where(text => !string.IsNullOrEmpty(text)).Select(ChatLabel.Line).ToList();
        return $"{ChatLabel.Line(actor.Name ?? actor.Id)}: {ChatLabel.Line(action.Replace('_', ' '))}{(about.Count == 0 ? "" : $" ({string.Join(", ", about)})")}";
    }
}
