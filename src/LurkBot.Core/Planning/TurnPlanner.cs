using LurkBot.Access;
using LurkBot.Context;
using LurkBot.Models;
using LurkBot.Prompts;
using LurkBot.Sessions;
using LurkBot.Tools;
using Microsoft.Extensions.AI;

namespace LurkBot.Planning;

/// <summary>Makes the plan of a turn: a pure function.</summary>
internal static class TurnPlanner
{
    /// <summary>The plan.</summary>
    /// <param name="request">What it is made of.</param>
    public static TurnPlan Plan(TurnPlanRequest request)
    {
        var (key, options) = (request.Key, request.Options);
        var isSandboxed = ToolPolicy.IsSandboxed(key.Type, request.Charter, options.Sandbox);
        var tools = new ToolRequest(key.Type, request.Sender)
        {
            Charter = request.Charter,
            HasSubagents = request.HasExchange,
            IsSandboxed = isSandboxed,
            SandboxProblem = request.SandboxProblem,
            TakesFiles = request.TakesFiles,
            HasSchedules = request.HasSchedules,
            HasFacts = request.Facts is not null,
            Enabled = options.Tools.Enabled,
            Disabled = options.Tools.Disabled,
            Session = request.ToolSet,
            SessionSetting = $"LURKBOT_SESSION__{SessionEnvironmentName.For(key)}__TOOLS",
        };
        var visibility = options.Access.Of(key.Type, tools.Trust, request.Visibility);
        var limit = visibility < (request.Visibility ?? options.Access.Of(key.Type)) ? $"no more than a session of {ToolPolicy.Name(tools.Trust)} trust" : null;
        if (request.Charter is { } charter && AccessRules.VisibilityOf(charter.Visibility) is var most && most < visibility)
            (visibility, limit) = (most, "no more than the session that started it");
        tools = tools with { Visibility = request.HasExchange ? visibility : Visibility.Self };
        var forChannel = options.Prompts.Channels.TryGetValue(ChannelEnvironmentName.For(key.Channel), out var prompt) ? prompt : null;
        return new TurnPlan(key, tools.Trust, request.Model, PromptOf(request, forChannel))
        {
            Tools = ToolPolicy.DecideAll(tools),
            Visibility = visibility,
            VisibilityLimit = limit,
            // Pages are fetched, and other sessions reached, outside any sandbox.
            AsksBefore = [.. ToolNames.All.Where(tool => (!isSandboxed || tool is "web_fetch" || tool is TurnSubagents.Tool || TurnExchange.Tools.Contains(tool, StringComparer.Ordinal)) && ToolNames.Holds(options.Tools.AskOf(key.Channel), tool))],
            CanAsk = request.CanAsk,
            Context = ContextOf(request),
            Budgets = request.Budgets,
            Workspace = request.Workspace,
            IsSandboxed = isSandboxed,
            Charter = request.Charter,
            Facts = request.Facts,
            Fallbacks = [.. options.Models.FallbackModels.Select(request.Catalogue.Resolve)],
            MaxTokens = options.Models.MaxTokens,
            MaxToolCalls = options.Tools.MaxCalls,
            Temperature = options.Models.Temperature,
            Reasoning = Reasoning(options.Models.Reasoning),
        };
    }

    /// <summary>A subagent has the prompt of its definition, unless the owner says otherwise in its session.</summary>
    private static PromptChoice PromptOf(TurnPlanRequest request, PromptSetting? forChannel) =>
        request is { Charter: { } charter, SubagentPrompt: { } prompt, SystemPrompt: null }
            ? new PromptChoice(new PromptSetting(prompt, null), $"the subagent {charter.Name}")
            : PromptChooser.Choose(request.Key, request.SystemPrompt, request.SessionPrompt, forChannel, request.Options.Prompts.SystemPrompt);

    /// <summary>How contexts for a model are cut.</summary>
    private static ContextSettings ContextOf(TurnPlanRequest request) => new()
    {
        Strategy = request.Options.Context.Strategy,
        MaxTokens = ContextSettings.Budget(request.Options.Context.MaxTokens, request.Catalogue.Find(request.Model.Model).Window, request.Options.Models.MaxTokens + ReasoningBudget.Tokens(Reasoning(request.Options.Models.Reasoning))),
        RecallTokens = request.Options.Context.RecallTokens,
        FactsTokens = request.Options.Context.FactsTokens,
        Counter = request.Counter,
        Speakers = request.Key.Type,
        Zone = request.Zone,
    };

    private static ReasoningEffort? Reasoning(ReasoningLevel level) => level switch
    {
        ReasoningLevel.Off => ReasoningEffort.None,
        ReasoningLevel.Low => ReasoningEffort.Low,
        ReasoningLevel.Medium => ReasoningEffort.Medium,
        ReasoningLevel.High => ReasoningEffort.High,
        _ => null,
    };
}
