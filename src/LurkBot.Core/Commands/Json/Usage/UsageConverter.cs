using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LurkBot.Entries;

namespace LurkBot.Commands;

/// <summary>Tokens as the session file writes them.</summary>
internal sealed class UsageConverter : JsonConverter<Usage>
{
    /// <inheritdoc/>
    public override Usage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = new JsonLineReader(Encoding.UTF8.GetBytes(document.RootElement.GetRawText()));
        return json.Read() && json.TokenType == JsonTokenType.StartObject ? UsageJson.Read(ref json) : throw new JsonException("Tokens are an object.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Usage value, JsonSerializerOptions options) => UsageJson.Write(writer, value);
}
