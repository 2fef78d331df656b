using System.Text.Json.Serialization;

namespace LurkBot.Channels;

/// <summary>The JSON of <c>pairing.json</c>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PairingState))]
internal sealed partial class PairingJson : JsonSerializerContext;
