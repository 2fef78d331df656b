using System.Text.Json.Serialization;

namespace LurkBot.Access;

/// <summary>The JSON of <c>people.json</c>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PeopleState))]
internal sealed partial class PeopleJson : JsonSerializerContext;
