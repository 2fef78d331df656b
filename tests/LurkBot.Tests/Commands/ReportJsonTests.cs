using System.Text.Json.Serialization.Metadata;
using LurkBot.Commands;

namespace LurkBot.Tests.Commands;

/// <summary>What scripts rely on: the names of the properties that <c>--json</c> and the HTTP API write, in order.</summary>
public sealed class ReportJsonTests
{
    /// <summary>For each record its properties; ? is left out when there is nothing to say.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["BackupJson"] = "file sessions problems",
        ["BudgetJson"] = "scope unit person? used limit configured paused setting",
        ["ChangedSessionJson"] = "session change new_session? workspace_left? subagents? schedules?",
        ["ChannelJson"] = "name configured enabled owners gateway_runs state bot account last_heard last_event to_answer to_send to_decide refused waits_until detail",
        ["ClearJson"] = "sessions problems clear?",
        ["ClearedSessionJson"] = "session messages cancelled_question",
        ["CompactionJson"] = "session outcome entry? first? last? tokens_before tokens_after problem?",
        ["ContextContentJson"] = "kind text? name? failed?",
        ["ContextGapJson"] = "first last why",
        ["ContextJson"] = "session model strategy budget tokens stable_tokens overhead_tokens message_count parts left_out messages? recalled? recalled_from?",
        ["ContextMessageJson"] = "role text calls? results? contents",
        ["ContextPartJson"] = "kind first last tokens",
        ["DamagedSessionJson"] = "file session? problems",
        ["DeliveriesJson"] = "inbound outbound",
        ["DeliveryChangeJson"] = "change ids",
        ["DoctorCheckJson"] = "name status detail fix",
        ["ErasedEntryJson"] = "session entry why",
        ["FactJson"] = "id memory entry fact state at sender? trust? sources",
        ["FactSourceJson"] = "session entries",
        ["FoundElsewhereJson"] = "where what command",
        ["ErasureJson"] = "target clean erased in_other_sessions searched_files searched_bytes left_in same_words_in also_found_in too_short_to_search unreadable",
        ["ErasurePlanJson"] = "target would_erase in_other_sessions also_found_in would_be_left_in unreadable",
        ["ExplainedSandboxJson"] = "required setting source backend? problem? held_by? held_loosely? limits?",
        ["ExplainedToolJson"] = "name allowed rule asks",
        ["ExplanationJson"] = "session exists type trust overheard who_talks model model_source workspace workspace_source visibility visibility_setting visibility_limit tools sandbox context budgets recalls remembers_of",
        ["GatewayStoppedJson"] = "finished left",
        ["ImportReportJson"] = "steps notes",
        ["ImportStepJson"] = "file result format? key? title? message? entries notes not_imported?",
        ["InboundDeliveryJson"] = "id state at updated_at session entry source address reason text",
        ["LinkOfferJson"] = "account code expires_at",
        ["MemoryJson"] = "of facts",
        ["ModelChoiceJson"] = "key why model window window_assumed largest_reply price aliases",
        ["ModelJson"] = "model window window_assumed largest_reply price aliases",
        ["ModelPriceJson"] = "input output cached_input cache_write over? long?",
        ["ModelsJson"] = "session? providers refused",
        ["OutboundDeliveryJson"] = "id state kind at updated_at session entry delivery part address attempts platform_id reason text",
        ["PairedPersonJson"] = "channel account id name at",
        ["PairingCodeJson"] = "code channel id name expires_at link",
        ["PairingEndedJson"] = "ended",
        ["PairingListJson"] = "people waiting",
        ["PeopleListJson"] = "links waiting",
        ["WaitingLinkJson"] = "first second expires_at",
        ["PairingRemovedJson"] = "channel id still_in",
        ["ProviderModelsJson"] = "provider address asked_at problem models",
        ["RefusedPartJson"] = "model address part at",
        ["RepairJson"] = "steps",
        ["RepairStepJson"] = "file session? repaired message",
        ["ReplyJson"] = "session reply reasoning? model usage finish_reason",
        ["RestoreJson"] = "restored kept problems",
        ["SandboxRunJson"] = "exit_code end why output errors output_cut milliseconds peak_memory_bytes? workspace backend held_by",
        ["ScheduleJson"] = "id session when timezone prompt state made_by created_at next last problem",
        ["ScheduleReplyJson"] = "id session entry fate reply why",
        ["ScheduleRunJson"] = "due at missed entry fate why",
        ["SearchHitJson"] = "session id at role who? standing snippet",
        ["SentApprovalJson"] = "id tool scope expires_at",
        ["SentJson"] = "to waited state result session entry answer reason approval",
        ["SessionBudgetsJson"] = "session budgets",
        ["SessionJson"] = "key type channel chat_id state message_count created_at updated_at",
        ["SettingJson"] = "name value source description accepts",
        ["SettingValueJson"] = "name value source",
        ["StatisticsJson"] = "sessions entries messages first? last? by_state by_channel by_person by_month bytes",
        ["StopJson"] = "session asked turns messages waiting",
        ["SubagentAgentJson"] = "name description source tools unknown_tools model workspace problem",
        ["SubagentListJson"] = "agents runs",
        ["SubagentRunJson"] = "session agent parent task state started seconds tokens cost why",
        ["SubagentStatisticsJson"] = "agent runs done failed tokens cost without_price median_seconds",
        ["SweepJson"] = "dry_run steps",
        ["SweepStepJson"] = "step session? first? last? state? reason? name? message?",
        ["ToolApprovalJson"] = "session session_id scope prefix",
        ["ToolJson"] = "name asks_on_host always_allowed",
        ["ToolsJson"] = "tools",
        ["UndoJson"] = "sessions",
        ["UndoneSessionJson"] = "session undone entry? messages?",
        ["UsageGroupJson"] = "session? model? person? day? name? calls calls_without_numbers calls_without_price usage cost",
        ["UsageReportJson"] = "by since? groups total budgets",
        ["UsageSumJson"] = "calls calls_without_numbers calls_without_price usage cost",
        ["ValidationJson"] = "valid errors warnings",
        ["VerifyJson"] = "sound damaged",
    };

    [Fact]
    public void Records_Properties_AreThoseThatScriptsRelyOn()
    {
        var records = typeof(ReportJson).Assembly.GetTypes().Where(type => type.Namespace == "LurkBot.Commands" && type.Name.EndsWith("Json", StringComparison.Ordinal) && type != typeof(ReportJson));
        var written = records.OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => $"{type.Name}: {string.Join(' ', Assert.IsAssignableFrom<JsonTypeInfo>(ReportJson.Default.GetTypeInfo(type)).Properties.Select(Describe))}");
        Assert.Equal(Names.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"), written);
    }

    /// <summary>Whether a property is left out is asked with the value that means nothing.</summary>
    private static string Describe(JsonPropertyInfo property)
    {
        var nothing = property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null;
        return property.Name + (property.ShouldSerialize?.Invoke(new object(), nothing) == false ? "?" : "");
    }
}
