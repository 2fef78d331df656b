using LurkBot.Access;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>What a session may do, and which rule says so.</summary>
internal sealed record ExplanationJson(
    string Session,
    bool Exists,
    string Type,
    string Trust,
    bool Overheard,
    string WhoTalks,
    string Model,
    string ModelSource,
    string Workspace,
    string? WorkspaceSource,
    string Visibility,
    string VisibilitySetting,
    string? VisibilityLimit,
    IReadOnlyList<ExplainedToolJson> Tools,
    ExplainedSandboxJson Sandbox,
    IReadOnlyList<SettingValueJson> Context,
    IReadOnlyList<BudgetJson> Budgets)
{
    /// <summary>The record of an explanation.</summary>
    /// <param name="services">The configuration.</param>
    /// <param name="told">The explanation.</param>
    public static ExplanationJson Of(AssistantServices services, SessionExplanation told) => new(
        told.Key.ToString(),
        told.Exists,
        told.Key.Type.ToText(),
        ToolPolicy.Name(told.Plan.Trust),
        told.HasOverheard,
        told.WhoMayTalk,
        told.Plan.Model.Model,
        told.ModelWhy,
        told.Plan.Workspace,
        SessionExplanation.Setting(services, "LURKBOT_SESSION_WORKSPACE")?.Source,
        AccessRules.Name(told.Plan.Visibility),
        told.VisibilitySetting,
        told.Plan.VisibilityLimit,
        [.. told.Plan.Tools.Select(tool => ExplainedToolJson.Of(told.Plan, tool))],
        ExplainedSandboxJson.Of(services, told),
        [.. SessionExplanation.Settings(services, sandbox: false).Select(SettingValueJson.Of)],
        [.. told.Budgets.Select(BudgetJson.Of)]);
}
