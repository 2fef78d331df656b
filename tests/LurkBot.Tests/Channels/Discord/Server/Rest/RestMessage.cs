using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A message in the body of a request, checked.</summary>
internal sealed class RestMessage
{
    private const int FilesMax = 10;
    private const int FileBytesMax = 10 << 20;

    public string? Content { get; private init; }

    public JsonArray? Embeds { get; private set; }

    public JsonArray? Components { get; private set; }

    public int Flags { get; private set; }

    public bool HasFlags { get; private init; }

    public DiscordAllowed? Allowed { get; private set; }

    /// <summary>The attachments after this; null when the body says nothing of them.</summary>
    public ImmutableList<DiscordFile>? Files { get; private set; }

    public bool IsEmpty => string.IsNullOrEmpty(Content) && Embeds is null or { Count: 0 } && Components is null or { Count: 0 } && Files is null or { Count: 0 };

    /// <summary>Reads the fields that all messages have.</summary>
    /// <param name="call">The request with its files.</param>
    /// <param name="form">The object of the message.</param>
    /// <param name="room">Where it goes.</param>
    /// <param name="flags">The flags that may be set here.</param>
    /// <param name="edited">The message that it changes.</param>
    public static RestMessage Read(RestCall call, RestForm form, DiscordRoom room, int flags, DiscordPost? edited = null)
    {
        var message = new RestMessage
        {
            // The length is checked before the trim, in UTF-16 units: the strictest reading.
            Content = form.Text("content", 2000)?.Trim(),
            HasFlags = form.Has("flags"),
        };
        message.Flags = form.Integer("flags") ?? 0;
        if ((message.Flags & ~flags) != 0)
            call.World.Problem($"The flags {message.Flags & ~flags} do nothing here, or this server does not serve them");
        message.Embeds = RestParts.Embeds(form, call.World.Problem);
        message.Components = RestParts.Components(form, call.World.Problem);
        message.Allowed = RestParts.Allowed(form);
        message.ReadFiles(call, form, room, edited);
        return message;
    }

    private void ReadFiles(RestCall call, RestForm form, DiscordRoom room, DiscordPost? edited)
    {
        var listed = form.Array("attachments", FilesMax);
        if (call.Files.Count > FilesMax)
            form.Fail("files", "BASE_TYPE_BAD_LENGTH", $"Must be {FilesMax} or fewer in length.", "BASE_TYPE_MAX_LENGTH");
        if (call.Files.Values.Any(file => file.Content.Length > FileBytesMax))
            throw RestRefusal.TooLarge;
        foreach (var name in call.Files.Keys.Where(name => !IsFileName(name)))
            call.World.Problem($"The part {name} is not files[n]");
        if (listed is null && call.Files.Count == 0)
            return;
        var files = listed is null ? edited?.Files.ToList() ?? [] : [];
        foreach (var entry in (listed ?? []).OfType<JsonObject>().Select((json, at) => (Form: form.In(json, $"attachments.{at}"), At: at)))
        {
            var id = entry.Form.Text("id", 25, isRequired: true);
            var (name, description, title) = (entry.Form.Text("filename", 260), entry.Form.Text("description", 1024), entry.Form.Text("title", 1024));
            var (duration, waveform) = ((double?)entry.Form.Raw("duration_secs"), entry.Form.Text("waveform", 400));
            // A client may give back what it got.
            foreach (var known in (string[])["size", "url", "proxy_url", "content_type", "width", "height", "ephemeral", "flags", "is_spoiler"])
                _ = entry.Form.Raw(known);
            entry.Form.CheckUnknown();
            if (edited?.Files.Find(file => file.Id == id) is { } kept)
                files.Add(kept);
            else if (call.Files.TryGetValue($"files[{id}]", out var uploaded))
                files.Add(Add(call, room, name ?? uploaded.Name, uploaded, duration, waveform, description ?? title));
            else
                form.Fail($"attachments.{entry.At}.id", "ATTACHMENT_NOT_FOUND", "Attachment data cannot be found.", "ATTACHMENT_NOT_FOUND");
        }

        if (listed is null)
            files.AddRange(call.Files.Values.Select(file => Add(call, room, file.Name, file, null, null, null)));
        else if (call.Files.Keys.FirstOrDefault(part => !listed.Any(entry => $"files[{entry!["id"]}]" == part)) is { } forgotten)
            call.World.Problem($"The part {forgotten} is not among the attachments");
        Files = [.. files];
    }

    private static DiscordFile Add(RestCall call, DiscordRoom room, string name, UploadedFile file, double? duration, string? waveform, string? description)
    {
        if (name.Length == 0)
            throw RestRefusal.Form("attachments.0.filename", "BASE_TYPE_REQUIRED", "This field is required");
        var added = call.World.AddFile(room, name, file.ContentType, file.Content, duration, waveform);
        added.Description = description;
        return added;
    }

    private static bool IsFileName(string name) => name.StartsWith("files[", StringComparison.Ordinal) && name.EndsWith(']') && name[6..^1].All(char.IsAsciiDigit) && name.Length > 7;
}
