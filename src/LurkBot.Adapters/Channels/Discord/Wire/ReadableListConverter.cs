using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LurkBot.Channels.Wire;

/// <summary>Reads the elements of a list that can be read, and leaves out the others: one odd channel hides no other.</summary>
/// <typeparam name="T">What is in the list.</typeparam>
internal sealed class ReadableListConverter<T> : JsonConverter<IReadOnlyList<T>>
    where T : class
{
    /// <inheritdoc/>
    public override IReadOnlyList<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var list = JsonElement.ParseValue(ref reader);
        if (list.ValueKind != JsonValueKind.Array)
            return null;
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        var found = new List<T>();
        foreach (var element in list.EnumerateArray())
        {
            try
            {
                if (element.Deserialize(type) is { } one)
                    found.Add(one);
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                // It says nothing; what it would have told can be asked for.
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) => throw new NotSupportedException("These lists are only read.");
}
