using System.Text.Json;
using System.Text.Json.Serialization;

namespace LurkBot.Commands;

/// <summary>The records that commands print with <c>--json</c>; every door writes the same.</summary>
[JsonSourceGenerationOptions(MaxDepth = Deepest, WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackupJson))]
[JsonSerializable(typeof(ChangedSessionJson))]
[JsonSerializable(typeof(ClearJson))]
[JsonSerializable(typeof(CompactionJson))]
[JsonSerializable(typeof(ContextJson))]
[JsonSerializable(typeof(DeliveriesJson))]
[JsonSerializable(typeof(DeliveryChangeJson))]
[JsonSerializable(typeof(ErasureJson))]
[JsonSerializable(typeof(ErasurePlanJson))]
[JsonSerializable(typeof(ExplanationJson))]
[JsonSerializable(typeof(FactJson))]
[JsonSerializable(typeof(GatewayStoppedJson))]
[JsonSerializable(typeof(IReadOnlyList<ChannelJson>))]
[JsonSerializable(typeof(IReadOnlyList<DoctorCheckJson>))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleJson>))]
[JsonSerializable(typeof(IReadOnlyList<SearchHitJson>))]
[JsonSerializable(typeof(IReadOnlyList<SessionJson>))]
[JsonSerializable(typeof(IReadOnlyList<SettingJson>))]
[JsonSerializable(typeof(ImportReportJson))]
[JsonSerializable(typeof(LinkOfferJson))]
[JsonSerializable(typeof(MemoryJson))]
[JsonSerializable(typeof(ModelsJson))]
[JsonSerializable(typeof(PairedPersonJson))]
[JsonSerializable(typeof(PairingCodeJson))]
[JsonSerializable(typeof(PairingEndedJson))]
[JsonSerializable(typeof(PairingListJson))]
[JsonSerializable(typeof(PeopleListJson))]
[JsonSerializable(typeof(PairingRemovedJson))]
[JsonSerializable(typeof(RepairJson))]
[JsonSerializable(typeof(ReplyJson))]
[JsonSerializable(typeof(RestoreJson))]
[JsonSerializable(typeof(SandboxRunJson))]
[JsonSerializable(typeof(ScheduleJson))]
[JsonSerializable(typeof(ScheduleReplyJson))]
[JsonSerializable(typeof(SentJson))]
[JsonSerializable(typeof(SessionBudgetsJson))]
[JsonSerializable(typeof(StatisticsJson))]
[JsonSerializable(typeof(StopJson))]
[JsonSerializable(typeof(IReadOnlyList<SubagentStatisticsJson>))]
[JsonSerializable(typeof(SubagentListJson))]
[JsonSerializable(typeof(SweepJson))]
[JsonSerializable(typeof(ToolsJson))]
[JsonSerializable(typeof(UndoJson))]
[JsonSerializable(typeof(UsageReportJson))]
[JsonSerializable(typeof(ValidationJson))]
[JsonSerializable(typeof(VerifyJson))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>A tool's arguments nest up to 1000 deep, inside a line of the log.</summary>
    private const int Deepest = 1010;

    /// <summary>The same on one line, as the gateway sends it.</summary>
    public static ReportJson Compact => field ??= new ReportJson(new JsonSerializerOptions(Default.Options) { WriteIndented = false });
}
