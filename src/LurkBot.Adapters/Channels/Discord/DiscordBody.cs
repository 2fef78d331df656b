using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LurkBot.Channels;

/// <summary>Bodies of requests to Discord.</summary>
internal static class DiscordBody
{
    /// <summary>A body of JSON.</summary>
    /// <param name="value">The record.</param>
    /// <param name="type">How it is written.</param>
    public static PlatformRequestBody Json<T>(T value, JsonTypeInfo<T> type) => new(Content(value, type));

    /// <summary>A body with a file.</summary>
    /// <param name="value">The record.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="name">The file's name; one line.</param>
    /// <param name="bytes">Its bytes.</param>
    public static PlatformRequestBody Upload<T>(T value, JsonTypeInfo<T> type, string name, ReadOnlyMemory<byte> bytes) =>
        new(new MultipartFormDataContent { { Content(value, type), "payload_json" }, PlatformRequestBody.File("files[0]", name, bytes) });

    private static HttpContent Content<T>(T value, JsonTypeInfo<T> type) => PlatformRequestBody.Json(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
