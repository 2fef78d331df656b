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
        var isSandboxed = ToolPolicy.IsSandboxed(key.Type, options.Sandbox);
        var trust = request.Sender < key.Type.MaximumTrust() ? request.Sender : key.Type.MaximumTrust();
        var visibility = options.Access.Of(key.Type, trust, request.Visibility);
        var tools = new ToolRequest(key.Type, request.Sender)
        {
            IsSandboxed = isSandboxed,
            SandboxProblem = request.SandboxProblem,
            TakesFiles = request.TakesFiles,
            HasSchedules = request.HasSchedules,
            Visibility = request.HasExchange ? visibility : Visibility.Self,
            Enabled = options.Tools.Enabled,
            Disabled = options.Tools.Disabled,
            Session = request.ToolSet,
            SessionSetting = $"LURKBOT_SESSION__{SessionEnvironmentName.For(key)}__TOOLS",
        };
        var forChannel = options.Prompts.Channels.TryGetValue(ChannelEnvironmentName.For(key.Channel), out var prompt) ? prompt : null;
        return new TurnPlan(key, tools.Trust, request.Model, PromptChooser.Choose(key, request.SystemPrompt, request.SessionPrompt, forChannel, options.Prompts.SystemPrompt))
        {
            Tools = ToolPolicy.DecideAll(tools),
            Visibility = visibility,
            // Pages are fetched, and other sessions reached, outside any sandbox.
            AsksBefore = [.. ToolNames.All.Where(tool => (!isSandboxed || tool is "web_fetch" || TurnExchange.Tools.Contains(tool, StringComparer.Ordinal)) && ToolNames.Holds(options.Tools.AskOf(key.Channel), tool))],
            CanAsk = request.CanAsk,
            Context = ContextOf(request),
            Budgets = request.Budgets,
            Workspace = request.Workspace,
            IsSandboxed = isSandboxed,
            Fallbacks = [.. options.Models.FallbackModels.Select(request.Catalogue.Resolve)],
            MaxTokens = options.Models.MaxTokens,
            MaxToolCalls = options.Tools.MaxCalls,
            Temperature = options.Models.Temperature,
            Reasoning = Reasoning(options.Models.Reasoning),
        };
    }

    /// <summary>How contexts for a model are cut.</summary>
    private static ContextSettings ContextOf(TurnPlanRequest request) => new()
    {
        Strategy = request.Options.Context.Strategy,
        MaxTokens = ContextSettings.Budget(request.Options.Context.MaxTokens, request.Catalogue.Find(request.Model.Model).Window, request.Options.Models.MaxTokens + ReasoningBudget.Tokens(Reasoning(request.Options.Models.Reasoning))),
        Counter = request.Counter,
        Speakers = request.Key.Type,
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
