using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What can be told from the bytes of a file, and its object in a message.</summary>
internal static class MediaFormat
{
    /// <summary>Whether these are OGG, MP3 or M4A.</summary>
    public static bool IsVoice(ReadOnlySpan<byte> content) =>
        content.StartsWith("OggS"u8) || content.StartsWith("ID3"u8) || (content is [0xFF, >= 0xE0, ..]) || (content.Length > 8 && content[4..8].SequenceEqual("ftyp"u8));

    /// <summary>The width and height of a PNG, JPEG or GIF image; null when it is none.</summary>
    public static (int Width, int Height)? Size(ReadOnlySpan<byte> content)
    {
        if (content.Length > 24 && content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return (BinaryPrimitives.ReadInt32BigEndian(content[16..]), BinaryPrimitives.ReadInt32BigEndian(content[20..]));
        if (content.Length > 10 && content.StartsWith("GIF8"u8))
            return (BinaryPrimitives.ReadUInt16LittleEndian(content[6..]), BinaryPrimitives.ReadUInt16LittleEndian(content[8..]));
        if (content is not [0xFF, 0xD8, ..])
            return null;
        // The frame header of a JPEG is among its segments.
        for (var at = 2; at + 9 < content.Length && content[at] == 0xFF; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]))
        {
            if (content[at + 1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]));
        }

        return null;
    }

    /// <summary>The object of a message that stands for a file: a list of sizes for a photo.</summary>
    public static JsonNode Describe(string kind, ServerFile file, int duration)
    {
        if (kind == "photo")
        {
            var (width, height) = Size(file.Content) ?? (1280, 960);
            return new JsonArray(Photo(file, file.FileId + "s", Math.Max(1, width / 4), Math.Max(1, height / 4), Math.Max(1, file.Size / 16)), Photo(file, file.FileId, width, height, file.Size));
        }

        var json = new JsonObject { ["file_id"] = file.FileId, ["file_unique_id"] = file.UniqueId, ["file_size"] = file.Size };
        switch (kind)
        {
            case "document":
                (json["file_name"], json["mime_type"]) = (file.Name, file.MimeType);
                break;
            case "voice":
                (json["duration"], json["mime_type"]) = (duration, file.MimeType);
                break;
            case "audio":
                (json["duration"], json["mime_type"], json["file_name"]) = (duration, file.MimeType, file.Name);
                break;
            case "video":
                (json["duration"], json["mime_type"], json["width"], json["height"]) = (duration, file.MimeType, 640, 480);
                break;
            case "video_note":
                (json["duration"], json["length"]) = (duration, 240);
                break;
            case "sticker":
                (json["type"], json["width"], json["height"]) = ("regular", 512, 512);
                (json["is_animated"], json["is_video"], json["emoji"], json["set_name"]) = (false, false, "👍", "Lurkers");
                break;
        }

        return json;
    }

    private static JsonObject Photo(ServerFile file, string id, int width, int height, long size) =>
        new() { ["file_id"] = id, ["file_unique_id"] = file.UniqueId + (id == file.FileId ? "" : "s"), ["width"] = width, ["height"] = height, ["file_size"] = size };
}
