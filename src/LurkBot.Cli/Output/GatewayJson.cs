using System.Text.Json.Serialization;

namespace LurkBot.Cli.Output;

/// <summary>The JSON of <c>lurkbot gateway</c>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(GatewayReport))]
internal sealed partial class GatewayJson : JsonSerializerContext;
