using LurkBot.Access;
using LurkBot.Context;
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
    /// <summary>Where earlier messages are recalled from: <c>session</c>, <c>person</c> or <c>off</c>; what its visibility forbids taken off.</summary>
    public string Recalls { get; init; } = "session";

    /// <summary>Whose facts its model is told: <c>owner</c>, an account or a group's session; null for no one's.</summary>
    public string? RemembersOf { get; init; }

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
        [.. told.Budgets.Select(BudgetJson.Of)])
    {
        Recalls = services.Options.Context.Recall switch
        {
            RecallMode.Off => "off",
            RecallMode.Person when told.Plan.Visibility is Access.Visibility.Person or Access.Visibility.All && told.Key.Type is SessionType.Main or SessionType.Dm => "person",
            _ => "session",
        },
        RemembersOf = told.Plan.Facts?.Owner,
    };
}
