using System.Text.Json.Serialization;

namespace LurkBot.Channels;

/// <summary>The JSON of a <see cref="ChatBook"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Dictionary<string, ChatBook.Row>))]
internal sealed partial class ChatBookJson : JsonSerializerContext;
