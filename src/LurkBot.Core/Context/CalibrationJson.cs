using System.Text.Json.Serialization;

namespace LurkBot.Context;

/// <summary>Reads and writes what is known of models' tokens, for <see cref="TokenCalibration"/>.</summary>
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSourceGenerationOptions(WriteIndented = true)]
internal sealed partial class CalibrationJson : JsonSerializerContext;
