using LurkBot.Access;
using LurkBot.Budgets;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Models;
using LurkBot.Prompts;
using LurkBot.Sandboxes;
using LurkBot.Settings;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Workspaces;

namespace LurkBot.Configuration;

/// <summary>What the features of this assembly add to the catalogue.</summary>
internal static class BuiltInSettings
{
    /// <summary>All contributions, in the order in which their settings are shown.</summary>
    public static IReadOnlyList<SettingContribution> All { get; } =
    [
        SettingContribution.From(options => options, [Home]),
        SettingContribution.From(options => options.Sessions, SessionSettingDefinitions.All),
        SettingContribution.From(options => options.Tools, ApprovalSettingDefinitions.All),
        SettingContribution.From(options => options.Sessions, StorageSettingDefinitions.All),
        SettingContribution.From(options => options.Budgets, BudgetSettingDefinitions.All, BudgetSettingDefinitions.OfSession),
        SettingContribution.From(options => options.Workspaces, WorkspaceSettingDefinitions.All),
        SettingContribution.From(options => options.Tools, ToolSettingDefinitions.All, ToolSettingDefinitions.OfSession, ToolSettingDefinitions.OfChannel),
        SettingContribution.From(options => options.Access, AccessSettingDefinitions.All, AccessSettingDefinitions.OfSession),
        SettingContribution.From(options => options.Subagents, SubagentSettingDefinitions.All),
        SettingContribution.From(options => options.Sandbox, SandboxSettingDefinitions.All),
        SettingContribution.From(options => options.Context, ContextSettingDefinitions.All),
        SettingContribution.From(options => options.Compaction, CompactionSettingDefinitions.All),
        SettingContribution.From(options => options.Models, ModelSettingDefinitions.All, ModelSettingDefinitions.OfSession, ModelSettingDefinitions.OfChannel),
        SettingContribution.From(options => options.Prompts, PromptSettingDefinitions.All, PromptSettingDefinitions.OfSession, PromptSettingDefinitions.OfChannel, PromptSettingDefinitions.Complete),
        SettingContribution.From(options => options, [TimeZone]),
    ];

    /// <summary>The home is known before anything is read: it says where config.json is.</summary>
    private static Setting<LurkBotOptions> Home => new("LURKBOT_HOME", "~/.lurkbot", "a folder", "The folder that holds all that LurkBot keeps.", (_, _) => true);

    private static Setting<LurkBotOptions> TimeZone => new(
        "LURKBOT_TIMEZONE", null, "a time zone such as Europe/Berlin", "The zone that decides which day it is; else the machine's own.",
        (options, text) => TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && SettingParser.Set(zone, value => options.TimeZone = value));
}
