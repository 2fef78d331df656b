using System.Text.Json;
using System.Text.Json.Serialization;

namespace LurkBot.Channels;

/// <summary>Reads a field that is a string in what is used here, and an object or a number in other events of Slack: those are read as null.</summary>
internal sealed class LenientStringConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
