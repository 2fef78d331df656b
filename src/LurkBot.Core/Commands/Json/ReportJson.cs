using System.Text.Json.Serialization;

namespace LurkBot.Commands;

/// <summary>The records that commands print with <c>--json</c>; every door writes the same.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BudgetJson))]
[JsonSerializable(typeof(SessionBudgetsJson))]
[JsonSerializable(typeof(IReadOnlyList<DoctorCheckJson>))]
[JsonSerializable(typeof(ErasureJson))]
[JsonSerializable(typeof(ErasurePlanJson))]
internal sealed partial class ReportJson : JsonSerializerContext;
