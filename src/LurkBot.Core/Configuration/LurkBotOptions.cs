using LurkBot.Budgets;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Doors;
using LurkBot.Models;
using LurkBot.Prompts;
using LurkBot.Sandboxes;
using LurkBot.Storage;
using LurkBot.Tools;

namespace LurkBot.Configuration;

/// <summary>Everything the owner can set, bound and validated once at start.</summary>
public sealed class LurkBotOptions
{
    /// <summary>The folder that holds all that LurkBot keeps; absolute.</summary>
    /// <value>Default: <c>~/.lurkbot</c>.</value>
    public required string Home { get; set; }

    /// <summary>How sessions are kept and when they rest.</summary>
    public SessionOptions Sessions { get; } = new();

    /// <summary>Which models are used, where they are reached, and how they are asked.</summary>
    public ModelOptions Models { get; } = new();

    /// <summary>Where tools of sessions run, and what they may use.</summary>
    public SandboxOptions Sandbox { get; } = new();

    /// <summary>Which tools sessions have.</summary>
    public ToolOptions Tools { get; } = new();

    /// <summary>How much may be used before sessions pause.</summary>
    public BudgetOptions Budgets { get; } = new();

    /// <summary>The zone that decides which day it is.</summary>
    /// <value>Default: null, the machine's own.</value>
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>What of a conversation the model sees.</summary>
    public ContextOptions Context { get; } = new();

    /// <summary>When and how older messages are compacted.</summary>
    public CompactionOptions Compaction { get; } = new();

    /// <summary>The system prompts that are set.</summary>
    public PromptOptions Prompts { get; } = new();

    /// <summary>Where the gateway is reached, and by whom.</summary>
    public GatewayOptions Gateway { get; } = new();
}
