using System.Text.Json;
using System.Text.Json.Serialization;

namespace LurkBot.Commands;

/// <summary>Writes the text or null; a property that is absent is left out by its owner.</summary>
internal sealed class OptionalTextConverter : JsonConverter<OptionalText>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override OptionalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(IsPresent: true, reader.GetString());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, OptionalText value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
