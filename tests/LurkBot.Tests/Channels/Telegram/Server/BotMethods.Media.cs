using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class BotMethods
{
    private const long MaxUpload = 50L << 20;
    private const long MaxPhoto = 10L << 20;
    private const long MaxDownload = 20L << 20;

    private JsonNode? SendPhoto(BotCall call) => SendFile(call, "photo");

    private JsonNode? SendDocument(BotCall call) => SendFile(call, "document");

    private JsonNode? SendVoice(BotCall call) => SendFile(call, "voice");

    private JsonNode? SendFile(BotCall call, string kind)
    {
        var chat = Writable(call);
        var content = MediaContent(call, kind, call.Text(kind), kind, call.Parameters);
        return Send(call, chat, content).Json.DeepClone();
    }

    private JsonArray SendMediaGroup(BotCall call)
    {
        var chat = Writable(call);
        var media = call.Array("media")?.Select(item => item!.AsObject()).ToList() ?? [];
        if (media.Count < 2)
            throw BotApiException.BadRequest(media.Count == 0 ? "there are no messages to send" : "an album must have 2-10 items");
        if (media.Count > 10)
            throw BotApiException.BadRequest("too many messages to send as an album");
        var kinds = media.Select(item => (string)item["type"]!).Distinct().ToList();
        if (kinds.Exists(kind => kind is not ("photo" or "document" or "audio" or "video")))
            throw BotApiException.BadRequest("Can't use the media of the specified type in the album");
        if (kinds.Count > 1 && kinds.Exists(kind => kind is "document" or "audio"))
            throw BotApiException.BadRequest("documents and audio files can't be mixed with other media types");
        var contents = media.Select(item => MediaContent(call, (string)item["type"]!, (string)item["media"]!, null, item)).ToList();
        var group = Guid.NewGuid().GetHashCode() & int.MaxValue;
        return new JsonArray([.. contents.Select(content =>
        {
            content["media_group_id"] = $"13{group:D10}";
            return Send(call, chat, content, isCounted: content == contents[0]).Json.DeepClone();
        })]);
    }

    /// <summary>The content of a message with a file: an upload under its own name or attach://, or the id of a known file.</summary>
    private JsonObject MediaContent(BotCall call, string kind, string? reference, string? field, JsonObject parameters)
    {
        ServerFile file;
        var upload = field is not null && call.Files.TryGetValue(field, out var own) ? own : null;
        if (reference?.StartsWith("attach://", StringComparison.Ordinal) == true && !call.Files.TryGetValue(reference[9..], out upload))
            throw BotApiException.BadRequest($"file \"{reference[9..]}\" is not in the request");
        if (upload is not null)
        {
            CheckUpload(upload, kind);
            // What is not a voice recording is shown as a document.
            if (kind == "voice" && !MediaFormat.IsVoice(upload.Content))
                kind = "document";
            file = world.AddFile(kind == "voice" ? "voice" : kind + "s", upload.Name, upload.ContentType ?? "application/octet-stream", upload.Content);
        }
        else if (reference is null)
        {
            throw BotApiException.BadRequest($"there is no {kind} in the request");
        }
        else if (reference.Contains("://", StringComparison.Ordinal))
        {
            throw BotApiException.BadRequest("failed to get HTTP URL content");
        }
        else
        {
            file = world.FindFile(reference) ?? throw BotApiException.BadRequest("wrong file identifier/HTTP URL specified");
        }

        var content = CaptionContent(parameters);
        content[kind] = MediaFormat.Describe(kind, file, (int?)(long?)parameters["duration"] ?? 0);
        return content;
    }

    private static JsonObject CaptionContent(JsonObject parameters)
    {
        var caption = FormattedText.Read(parameters, "caption", MaxCaption, "message caption is too long", mayBeEmpty: true);
        var content = new JsonObject();
        if (caption.Text.Length > 0)
            content["caption"] = caption.Text;
        if (caption.Entities.Count > 0)
            content["caption_entities"] = caption.Entities.DeepClone();
        return content;
    }

    private static void CheckUpload(UploadedFile upload, string kind)
    {
        if (upload.Content.Length == 0)
            throw BotApiException.BadRequest("file must be non-empty");
        if (upload.Content.Length > MaxUpload)
            throw new BotApiException(413, "Request Entity Too Large");
        if (kind != "photo")
            return;
        if (upload.Content.Length > MaxPhoto)
            throw BotApiException.BadRequest("file is too big for a photo");
        var (width, height) = MediaFormat.Size(upload.Content) ?? throw BotApiException.BadRequest("IMAGE_PROCESS_FAILED");
        if (width + height > 10_000 || width > height * 20 || height > width * 20)
            throw BotApiException.BadRequest("PHOTO_INVALID_DIMENSIONS");
    }

    private JsonObject GetFile(BotCall call)
    {
        var file = world.FindFile(call.Text("file_id")) ?? throw BotApiException.BadRequest("invalid file_id");
        if (file.Size > MaxDownload)
            throw BotApiException.BadRequest("file is too big");
        file.LinkUntil = world.Now.AddHours(1);
        return new JsonObject { ["file_id"] = file.FileId, ["file_unique_id"] = file.UniqueId, ["file_size"] = file.Size, ["file_path"] = file.Path };
    }
}
