using System.Text.Json;
using System.Text.Json.Serialization;

namespace LurkBot.Channels;

/// <summary>Reads and writes ids as Discord does: as strings of digits.</summary>
internal sealed class SnowflakeConverter : JsonConverter<Snowflake>
{
    /// <inheritdoc/>
    public override Snowflake Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Snowflake.TryParse(reader.GetString()) is { } id ? id
        : reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out var number) && number > 0 ? new Snowflake(number)
        : throw new JsonException("An id is not a number in quotation marks.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Snowflake value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
