using System.Text.Json.Serialization;

namespace LurkBot.Schedules;

/// <summary>The JSON of <c>schedules.json</c>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ScheduleBookState))]
internal sealed partial class ScheduleBookJson : JsonSerializerContext;
