using LurkBot.Access;
using LurkBot.Budgets;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Models;
using LurkBot.Prompts;
using LurkBot.Sandboxes;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Workspaces;

namespace LurkBot.Configuration;

/// <summary>Everything the owner can set, bound and validated once at start.</summary>
internal sealed class LurkBotOptions
{
    private readonly Dictionary<Type, object> others = [];

    /// <summary>The folder that holds all that LurkBot keeps; absolute.</summary>
    /// <value>Default: <c>~/.lurkbot</c>.</value>
    public required string Home { get; set; }

    /// <summary>How sessions are kept and when they rest.</summary>
    public SessionOptions Sessions { get; } = new();

    /// <summary>Which models are used, where they are reached, and how they are asked.</summary>
    public ModelOptions Models { get; } = new();

    /// <summary>Where the files of sessions' tools are.</summary>
    public WorkspaceOptions Workspaces { get; } = new();

    /// <summary>Where tools of sessions run, and what they may use.</summary>
    public SandboxOptions Sandbox { get; } = new();

    /// <summary>Which tools sessions have.</summary>
    public ToolOptions Tools { get; } = new();

    /// <summary>Which sessions a session may read and send to.</summary>
    public AccessOptions Access { get; } = new();

    /// <summary>How subagents run.</summary>
    public SubagentOptions Subagents { get; } = new();

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

    /// <summary>The options of a feature in another assembly, which contributes its settings itself.</summary>
    /// <typeparam name="TOptions">The feature's options.</typeparam>
    /// <returns>Always the same object; its defaults until settings are applied. Not thread-safe.</returns>
    public TOptions Of<TOptions>()
        where TOptions : class, new()
    {
        if (others.TryGetValue(typeof(TOptions), out var options))
            return (TOptions)options;
        var created = new TOptions();
        others.Add(typeof(TOptions), created);
        return created;
    }
}
